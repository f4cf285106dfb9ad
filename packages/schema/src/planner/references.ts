import type { Findings, Page } from '@getsales-gateway/api-client';
import type { Row } from '../relay/list-source.ts';
import { tryBatch } from './batch.ts';
import { settled } from './settled.ts';

/** Values of one filter that go into one request. */
const MAX_UUIDS = 100;

export interface ReferenceOptions<T extends Row> {
  findings: Findings;
  /** What the finding about the filter by UUIDs is remembered as. */
  name: string;
  /** Asks for several rows at once by a filter that the upstream may or may not know. */
  getMany: (uuids: readonly string[]) => Promise<Page<T>>;
  /** Asks for one row; null when there is none. */
  get: (uuid: string) => Promise<T | null>;
}

/**
 * Loads rows by UUID, in the order asked: at once where the filter by UUIDs is proven to work or may be tried, and one by one
 * for what it left out, since that a row is missing is a fact only when it was asked for alone. Failures are values.
 */
export async function loadReferences<T extends Row>(
  uuids: readonly string[],
  options: ReferenceOptions<T>,
): Promise<(T | null | Error)[]> {
  const rows = new Map<string, T>();
  for (let start = 0; start < uuids.length; start += MAX_UUIDS) {
    await loadTogether(uuids.slice(start, start + MAX_UUIDS), rows, options);
  }
  return settled<T | null>(uuids.map((uuid) => rows.get(uuid) ?? options.get(uuid)));
}

/** Asks again for the rest while the upstream gives fewer rows at a time than it has. */
async function loadTogether<T extends Row>(
  uuids: readonly string[],
  rows: Map<string, T>,
  { findings, name, getMany }: ReferenceOptions<T>,
): Promise<void> {
  for (let left = uuids; left.length > 1; left = left.filter((uuid) => !rows.has(uuid))) {
    const page = await tryBatch(findings, name, async (isProven) => {
      const answer = await getMany(left);
      return { answer, isHonoured: isHonoured(new Set(left), answer.data) ?? (isProven || undefined) };
    });
    // Rows that nobody asked for are not looked up; those asked for are what they are, whatever the filter did.
    for (const row of page?.data ?? []) rows.set(row.uuid, row);
    const isCut = page !== undefined && page.data.length > 0 && page.data.length < (page.total ?? 0);
    if (!isCut) return;
  }
}

/** Rows that nobody asked for disprove the filter; rows of two that were asked for prove it. */
function isHonoured(asked: ReadonlySet<string>, rows: readonly Row[]): boolean | undefined {
  if (!rows.every(({ uuid }) => asked.has(uuid))) return false;
  return new Set(rows.map(({ uuid }) => uuid)).size > 1 || undefined;
}
