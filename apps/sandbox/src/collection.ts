interface Row {
  uuid: string;
}

/** The rows of one kind that a team has. Rows are never changed in place: `update` puts a new one where the old one was. */
export interface Collection<R extends Row> {
  readonly size: number;
  /** In the order in which they came, which also settles ties when they are sorted. */
  all(): readonly Readonly<R>[];
  /** What `build` makes of all rows, kept under `name` until one of them changes: a walk of many windows sorts once. */
  view(name: string, build: (rows: readonly Readonly<R>[]) => readonly Readonly<R>[]): readonly Readonly<R>[];
  /** UUIDs are found in any case. */
  get(uuid: string): Readonly<R> | undefined;
  /** What is left out is filled in: a fresh UUID, the clock's time, nulls. @throws {RangeError} when there is such a UUID. */
  insert(row?: Partial<R>): Readonly<R>;
  /** @throws {RangeError} when there is no such row. */
  update(uuid: string, change: Partial<R>): Readonly<R>;
  /** Is told each row that is put in, with the one that it replaces. */
  watch(listener: (row: Readonly<R>, before: Readonly<R> | undefined) => void): void;
  /** Whether there was such a row. */
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
