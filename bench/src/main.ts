import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compare, type Pace, type Row } from './compare.ts';
import { VARIABLES } from './measure.ts';
import { SCENARIOS } from './scenarios.ts';
import { startField } from './servers/field.ts';
import { toTable } from './table.ts';

const QUICK: Pace = { callers: 50, warmUpMs: 300, roundMs: 900, rounds: 1 };
const FULL: Pace = { callers: 50, warmUpMs: 1_000, roundMs: 2_000, rounds: 3 };

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean' }, soak: { type: 'boolean' } } });
const pace = flags.quick ? QUICK : FULL;

await using field = await startField();
const rows: Row[] = [];
for (const scenario of SCENARIOS) {
  for (const variables of VARIABLES) {
    console.error(`${scenario.name}, ${variables} variables`);
    rows.push(...(await compare(field, scenario, variables, pace)));
  }
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n\n${toTable(rows)}`);
