import type { Page } from '@getsales-gateway/api-client';
import type { Row } from '../relay/list-source.ts';
import { type BatchedFilter, batchedFilter, type Planned, toBatches } from './batch.ts';
import { settled } from './settled.ts';

export interface ReferenceOptions<T extends Row> {
  api: Planned;
  /** What is found out about the filter by UUIDs is remembered as. */
  name: string;
  /** Asks for several rows at once by a filter that the upstream may or may not know: a guess until it is proven. */
  getMany: (uuids: readonly string[], form: { isGuess: boolean }) => Promise<Page<T>>;
  /** Asks for one row; null when there is none. */
  get: (uuid: string) => Promise<T | null>;
}

/**
 * Loads rows by UUID, in the order asked: at once where the filter by UUIDs is proven to work or may be tried, and one by one
 * for what it left out, since that a row is missing is a fact only when it was asked for alone. Failures are values.
 */
export async function loadReferences<T extends Row>(
  uuids: readonly string[],
  { api, name, getMany, get }: ReferenceOptions<T>,
): Promise<(T | null | Error)[]> {
  const filter = batchedFilter(api, name);
  const batches = await Promise.all(filter.inTurn(toBatches(uuids), (batch) => readTogether(batch, filter, getMany)));
  const rows = new Map(batches.flat().map((row) => [row.uuid, row]));
  const alone = filter.alone(uuids.filter((uuid) => !rows.has(uuid)).length);
  return settled<T | null>(uuids.map((uuid) => rows.get(uuid) ?? alone(() => get(uuid))));
}

/** Asks again for the rest while the upstream gives fewer rows at a time than it has. */
async function readTogether<T extends Row>(
  uuids: readonly string[],
  filter: BatchedFilter,
  getMany: ReferenceOptions<T>['getMany'],
): Promise<T[]> {
  const rows: T[] = [];
  for (let left = new Set(uuids); left.size > 1; ) {
    const page = await filter.together(async (isProven) => {
      const answer = await getMany([...left], { isGuess: !isProven });
      return { answer, isHonoured: isHonoured(left, answer.data) };
    });
    if (page === undefined) break;
    // Rows that nobody asked for are not looked up; those asked for are what they are, whatever the filter did.
    rows.push(...page.data);
    for (const { uuid } of page.data) left.delete(uuid);
    const isCut = page.data.length > 0 && page.data.length < (page.total ?? 0);
    if (!isCut) break;
  }
  return rows;
}

/** Rows that nobody asked for disprove the filter; rows of two that were asked for prove it. */
function isHonoured(asked: ReadonlySet<string>, rows: readonly Row[]): boolean | undefined {
  if (!rows.every(({ uuid }) => asked.has(uuid))) return false;
  return new Set(rows.map(({ uuid }) => uuid)).size > 1 || undefined;
}
