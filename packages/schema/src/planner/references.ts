import { countRows, type Page } from '@getsales-gateway/api-client';
import type { Row } from '../relay/list-source.ts';
import { type BatchedFilter, batchedFilter, type Planned, settled, toBatches } from './batch.ts';

export interface ReferenceOptions<T extends Row> {
  api: Planned;
  /** Key under which findings are stored: whether the filter by UUIDs is honoured, and which rows are gone. */
  name: string;
  /**
   * Asks for several rows at once by a filter that the upstream may or may not know: a guess until it is proven. Without it each
   * row is asked for alone.
   */
  getMany?: ((uuids: readonly string[], form: { isProbe: boolean }) => Promise<Page<T>>) | undefined;
  /** Asks for one row; null when there is none. */
  get: (uuid: string) => Promise<T | null>;
}

/** What is known of each UUID: its row, null where there is none, or why it could not be read. */
type Outcomes<T> = Map<string, T | null | Error>;

/**
 * Loads rows by UUID, in the order asked. Several are read at once where the filter by UUIDs is proven to work or may be tried.
 * What such an answer leaves out is null only where the filter is proven and the answer holds all rows that match; otherwise it
 * is asked for alone. Failures are values: a failed batch fails its own rows only.
 */
export async function loadReferences<T extends Row>(
  uuids: readonly string[],
  { api, name, getMany, get }: ReferenceOptions<T>,
): Promise<(T | null | Error)[]> {
  const gone = api.knownGone(name);
  const filter = batchedFilter(api, name);
  const asked = uuids.filter((uuid) => !gone.has(uuid));
  const batches = getMany ? filter.inTurn(toBatches(asked), (batch) => readTogether(batch, filter, getMany)) : [];
  const read = await Promise.all(batches);
  const outcomes: Outcomes<T> = new Map(read.flatMap((batch) => [...batch]));
  const rest = asked.filter((uuid) => !outcomes.has(uuid));
  const alone = filter.alone(rest.length);
  const answers = await settled<T | null>(rest.map((uuid) => alone(() => get(uuid))));
  for (const [index, answer] of answers.entries()) outcomes.set(rest[index] ?? '', answer);
  for (const uuid of asked) if (outcomes.get(uuid) === null) gone.add(uuid);
  return uuids.map((uuid) => outcomes.get(uuid) ?? null);
}

/** Asks again for the rest while the upstream gives fewer rows at a time than it has. Never rejects. */
async function readTogether<T extends Row>(
  uuids: readonly string[],
  filter: BatchedFilter,
  getMany: NonNullable<ReferenceOptions<T>['getMany']>,
): Promise<Outcomes<T>> {
  const outcomes: Outcomes<T> = new Map();
  const left = new Set(uuids);
  const settle = (outcome: null | Error) => {
    for (const uuid of left) outcomes.set(uuid, outcome);
  };
  while (left.size > 1) {
    const [page] = await settled([filter.together((form) => askFor(left, getMany, form))]);
    if (page instanceof Error) settle(page);
    if (page === undefined || page instanceof Error) return outcomes;
    // Rows that were not asked for are ignored. Those that were asked for are right, even if the filter was ignored.
    for (const row of page.data) {
      outcomes.set(row.uuid, row);
      left.delete(row.uuid);
    }
    if (filter.isProven() && isWhole(page)) settle(null);
    const isCut = page.data.length > 0 && countRows(page) < (page.total ?? 0);
    if (!isCut) return outcomes;
  }
  return outcomes;
}

async function askFor<T extends Row>(
  uuids: ReadonlySet<string>,
  getMany: NonNullable<ReferenceOptions<T>['getMany']>,
  form: { isProbe: boolean },
) {
  const answer = await getMany([...uuids], form);
  return { answer, isHonoured: isHonoured(uuids, answer.data) };
}

/** Rows that were not asked for disprove the filter; rows of two asked values prove it. */
function isHonoured(asked: ReadonlySet<string>, rows: readonly Row[]): boolean | undefined {
  if (!rows.every(({ uuid }) => asked.has(uuid))) return false;
  return new Set(rows.map(({ uuid }) => uuid)).size > 1 || undefined;
}

/** Whether the answer holds all rows that match, as its total says. */
function isWhole({ data, total, hasMore }: Page<Row>): boolean {
  return hasMore !== true && new Set(data.map(({ uuid }) => uuid)).size === total;
}
