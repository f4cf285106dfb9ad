/** What became of the operations of one kind. */
export interface Row {
  asked: number;
  good: number;
  /** Refusals and failures, by code; `LOST` where the gateway was killed meanwhile. */
  codes: Map<string, number>;
  /** Answers that the upstream's world refutes. */
  wrong: string[];
}

export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  const rows = new Map<string, Row>();
  const row = (kind: string): Row => {
    const found = rows.get(kind) ?? { asked: 0, good: 0, codes: new Map(), wrong: [] };
    rows.set(kind, found);
    return found;
  };
  return {
    row,
    good(kind: string): void {
      row(kind).asked += 1;
      row(kind).good += 1;
    },
    failed(kind: string, code: string): void {
      const { codes } = row(kind);
      row(kind).asked += 1;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    },
    wrong(kind: string, what: string): void {
      row(kind).asked += 1;
      row(kind).wrong.push(what);
    },
    all: () => [...rows.entries()],
  };
}

/** One table of all rows, and lines below it. */
export function toTable(tally: Tally, notes: Record<string, string>): string {
  const rows = tally.all().map(([kind, { asked, good, codes, wrong }]) => {
    const failures = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
    return [kind, String(asked), String(good), String(wrong.length), failures];
  });
  const head = ['operation', 'asked', 'good', 'wrong', 'failed'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [line(head), ...rows.map(line), ...Object.entries(notes).map(([name, text]) => `${name}: ${text}`)].join('\n');
}
