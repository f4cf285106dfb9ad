import type { Stack } from './stack.ts';

export interface Item {
  index: number;
  lead: { uuid: string } | null;
  outcome: string;
  error: { code: string; message: string; fields: object | null } | null;
}

/** Runs a bulk mutation, and counts the items by outcome, or by outcome and code. */
export async function runBulk(stack: Stack, mutation: string, input: object) {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await stack.query<Record<string, { items: Item[] } | null>>(
    `mutation ($input: ${name}!) {
      ${mutation}(input: $input) { items { index lead { uuid } outcome error { code message fields } } }
    }`,
    { input },
  );
  const items = data?.[mutation]?.items ?? [];
  const kinds = Map.groupBy(items, ({ outcome, error }) => (error ? `${outcome} ${error.code}` : outcome));
  const counts = Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]));
  return { items, errors, counts };
}

/** Inserts so many leads; answers with their UUIDs. */
export function insertLeads({ sandbox }: Stack, count: number, row: object = {}): string[] {
  return Array.from({ length: count }, (_, i) => sandbox.world.leads.insert({ linkedin: `lead-${i}`, ...row }).uuid);
}
