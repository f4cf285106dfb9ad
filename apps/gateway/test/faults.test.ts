import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULT_NAMES, rowOf } from './fault-rows.ts';
import { startStack } from './stack.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');

/** The fault table of the documentation, as cells by fault. */
const documented = new Map(
  DOCUMENT.split('\n')
    .filter((line) => line.startsWith('| ') && /\d +\|$/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => [cells[0]?.trim(), cells.map((cell) => cell.trim())]),
);

it('documents each fault', () => {
  expect([...documented.keys()].toSorted()).toEqual(FAULT_NAMES.toSorted());
});

it('names only tests that there are', () => {
  const claims = [...DOCUMENT.matchAll(/((?:`[^`]+`[^`|]{0,40}?)+)\(\[[^\]]+\]\((\.\.\/[^)]+)\)\)/g)];
  expect(claims.length).toBeGreaterThan(20);
  for (const [, names = '', file = ''] of claims) {
    const tests = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8').replaceAll("\\'", "'");
    for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) expect(tests).toContain(name.split('…')[0]);
  }
});

it.concurrent.each(FAULT_NAMES)('does what docs/reliability.md says of: %s', async (name) => {
  expect(await rowOf(name)).toEqual(documented.get(name));
});

it('gives whole pages when answers hold half of the rows asked for', async () => {
  const sandbox = { size: { leads: 60, messages: 0 }, dialect: { maxLimit: 25 } } as const;
  await using stack = await startStack({ sandbox });
  const { data } = await stack.query<{ leads: { nodes: { uuid: string }[] } }>(
    '{ leads(first: 50) { nodes { uuid } } }',
  );
  const createdAt = ({ created_at }: { created_at: string | null }) => Date.parse(created_at ?? '');
  const newest = stack.sandbox.world.leads.all().toSorted((a, b) => createdAt(b) - createdAt(a));
  expect(data?.leads.nodes).toEqual(newest.slice(0, 50).map(({ uuid }) => ({ uuid })));
});

it('leaves an upstream alone that stays down, fails fast, and finds out by itself when it is back', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const ask = async () => (await stack.query('{ viewer { uuid } }')).errors?.[0]?.extensions?.['code'];
  stack.sandbox.faults.add({ kind: 'status', status: 503 });
  for (let time = 0; time < 20; time++) expect(await ask()).toBe('UPSTREAM_UNAVAILABLE');
  stack.forget();
  for (let time = 0; time < 20; time++) expect(await ask()).toBe('UPSTREAM_UNAVAILABLE');
  // A probe at the most.
  expect(stack.upstream.length).toBeLessThanOrEqual(3);
  stack.sandbox.faults.clear();
  await expect.poll(ask, { timeout: 20_000, interval: 200 }).toBeUndefined();
});
