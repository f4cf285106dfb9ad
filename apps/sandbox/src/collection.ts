interface Row {
  uuid: string;
}

/** Columns that the upstream fills in when it stores a row. */
export interface Stamp extends Row {
  team_id: number;
  created_at: string;
  updated_at: string;
}

/** The rows of one kind that a team has. A row is never changed in place: `update` replaces it by a new one. */
export interface Collection<R extends Row> {
  readonly size: number;
  /** In order of insertion, which also decides between equal rows when they are sorted. */
  all(): readonly Readonly<R>[];
  /** Result of `build`, kept under `name` until a row changes, so that a walk of many windows sorts once. */
  view(name: string, build: (rows: readonly Readonly<R>[]) => readonly Readonly<R>[]): readonly Readonly<R>[];
  /** The UUID may be in upper or lower case. */
  get(uuid: string): Readonly<R> | undefined;
  /** Fills in what is left out: a new UUID, the clock's time, nulls. @throws {RangeError} if the UUID is taken. */
  insert(row?: Partial<R>): Readonly<R>;
  /** @throws {RangeError} if there is no such row. */
  update(uuid: string, change: Partial<R>): Readonly<R>;
  /** Calls the listener with each row that is stored, and with the row that it replaces. */
  watch(listener: (row: Readonly<R>, before: Readonly<R> | undefined) => void): void;
  /** True if there was such a row. */
  remove(uuid: string): boolean;
}

export function createCollection<R extends Row>(complete: (row: Partial<R>) => R): Collection<R> {
  const rows = new Map<string, Readonly<R>>();
  const views = new Map<string, readonly Readonly<R>[]>();
  const listeners: ((row: Readonly<R>, before: Readonly<R> | undefined) => void)[] = [];

  function put(row: R): R {
    const before = rows.get(row.uuid.toLowerCase());
    rows.set(row.uuid.toLowerCase(), row);
    views.clear();
    for (const listener of listeners) listener(row, before);
    return row;
  }

  function keep(name: string, build: () => readonly Readonly<R>[]): readonly Readonly<R>[] {
    const view = views.get(name) ?? build();
    views.set(name, view);
    return view;
  }

  const collection: Collection<R> = {
    get size() {
      return rows.size;
    },
    all: () => keep('', () => [...rows.values()]),
    view: (name, build) => keep(name, () => build(collection.all())),
    get: (uuid) => rows.get(uuid.toLowerCase()),
    insert(row = {}) {
      if (collection.get(row.uuid ?? '')) throw new RangeError(`There is a row ${row.uuid} already`);
      return put(complete(row));
    },
    update(uuid, change) {
      const row = collection.get(uuid);
      if (row === undefined) throw new RangeError(`No row ${uuid}`);
      return put({ ...row, ...change });
    },
    watch: (listener) => void listeners.push(listener),
    remove(uuid) {
      views.clear();
      return rows.delete(uuid.toLowerCase());
    },
  };
  return collection;
}
