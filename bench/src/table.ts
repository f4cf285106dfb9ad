import type { Row } from './compare.ts';
import type { Latency } from './latency.ts';

const COLUMNS: [title: string, cell: (row: Row) => string][] = [
  ['query', ({ scenario }) => scenario],
  ['variables', ({ variables }) => variables],
  ['server', ({ competitor }) => competitor],
  ['requests/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['of the floor', ({ ofTheFloor }) => ofTheFloor.toFixed(2)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(1)],
  ['CPU ms/request', ({ cpuMsPerRequest }) => cpuMsPerRequest.toFixed(3)],
  ['memory MB', ({ rssMb }) => rssMb.toFixed(0)],
  ['upstream requests/query', ({ upstreamPerRequest }) => upstreamPerRequest.toFixed(2)],
];

/** Markdown. */
export function toTable(rows: readonly Row[]): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    COLUMNS.map((_, index) => (index < 3 ? '---' : '--:')),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Markdown. */
export function toLatencyTable(latencies: readonly Latency[]): string {
  const lines = latencies.map(
    ({ query, rounds, upstreamRequests, theoryMs, ms }) =>
      `| ${query} | ${upstreamRequests} | ${rounds} | ${theoryMs} | ${ms.toFixed(0)} |`,
  );
  const head = '| query, upstream of 80 ms | upstream requests | rounds in theory | theory ms | measured ms |';
  return [head, '| --- | --: | --: | --: | --: |', ...lines].join('\n');
}
