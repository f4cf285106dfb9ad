import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createInstruments } from '../src/metrics/instruments.ts';
import { startSending } from './sending.ts';

const PAGE = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const ALERTS = readFileSync(new URL('../../../deploy/prometheus/alerts.yml', import.meta.url), 'utf8');

/** Rows of the table below a heading. */
function rowsBelow(heading: string): string[] {
  const [, section = ''] = PAGE.split(`## ${heading}\n`);
  return (
    section
      .split(/\n## /)[0]
      ?.split('\n')
      .filter((line) => /^\| `/.test(line)) ?? []
  );
}

it('describes each metric with its labels, and no other', () => {
  const described = rowsBelow('Metrics').map((row) => {
    const [, name = '', labels = ''] = row.split('|');
    return [name, labels].map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text).join(' '));
  });
  const metrics = createInstruments().registry.getMetricsAsArray();
  const ours = metrics.filter(({ name }) => name.startsWith('getsales_gateway_'));
  const actual = ours.map((metric) => [
    metric.name,
    'labelNames' in metric ? String(metric.labelNames).replaceAll(',', ' ') : '',
  ]);
  expect(described.toSorted()).toEqual(actual.toSorted());
});

it('tells what to do about each alert', () => {
  const alerts = [...ALERTS.matchAll(/alert: (\w+)/g)].map(([, name]) => name);
  const told = rowsBelow('Incidents').flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z][a-z]\w+)`/g)].map(([, name]) => name),
  );
  expect(told.toSorted()).toEqual(alerts.toSorted());
});

it('describes each field of the log', async () => {
  await using sending = await startSending({});
  const { stack, send } = sending;
  await send({ text: 'Hello', idempotencyKey: 'a-key-of-mine' });
  stack.sandbox.faults.add({ kind: 'status', status: 500 });
  await stack.query('query Failing { leads(first: 1) { nodes { uuid list { name } } } }');
  await fetch(new URL('/nowhere', stack.url));
  const described = new Set(rowsBelow('Log').flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
  const fields = new Set<string>();
  JSON.parse(`[${stack.log.join(',')}]`, (key, value) => {
    if (!/^\d*$/.test(key)) fields.add(key);
    return value;
  });
  expect([...fields].filter((field) => !described.has(field))).toEqual([]);
  expect(fields.size).toBeGreaterThan(15);
});
