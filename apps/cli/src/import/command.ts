import { parseArgs } from 'node:util';
import { EXIT } from '../run-command.ts';
import { GRAPH_HELP, GRAPH_OPTIONS, readGraphOptions, toWhole, UsageError } from '../settings.ts';
import { readState } from '../state-file.ts';
import { toColumns } from './columns.ts';
import { type CsvFile, hashFile, openCsv } from './read-rows.ts';
import { runImport } from './run.ts';
import { type ImportOptions, type ImportState, isEnded, isImportState, rejectsFileOf, stateFileOf } from './state.ts';
import { validate } from './validate.ts';

const HELP = `pnpm import-leads <file.csv> --list <id> [options]

Imports leads from a CSV file through the gateway. Every row is checked before the first one is sent.

  --list <id>            the list for new leads
  --dry-run              checks the file and sends nothing
  --resume               goes on where an import of this file ended
  --skip-invalid         imports the valid rows of a file that has invalid ones
  --map "Header=field"   says what a column is: a field of GetSalesLeadInput, tags, or customFields.<name>
  --ignore "Header"      leaves a column out
  --keep-existing        leaves leads that exist as they are
  --move-to-list         moves leads that exist to the list
  --delimiter <char>     what separates the cells; by default what the header uses
  --batch <rows>         rows of one request to the gateway, 1 to 1000; by default 500
${GRAPH_HELP}

Beside the file: <file.csv>.rejects.csv with the rows that were not imported, and <file.csv>.import.json for --resume.
Exit codes: 0 all rows imported or valid, 1 some were rejected, 2 wrong command or file, 3 stopped, 130 interrupted.`;

const OPTIONS = {
  ...GRAPH_OPTIONS,
  list: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  'skip-invalid': { type: 'boolean', default: false },
  map: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  'keep-existing': { type: 'boolean', default: false },
  'move-to-list': { type: 'boolean', default: false },
  delimiter: { type: 'string' },
  batch: { type: 'string', default: '500' },
} as const;

type Flags = ReturnType<typeof readArgs>['values'];

/** `pnpm import-leads`; gives the exit code. */
export async function importLeads(args: string[], signal: AbortSignal): Promise<number> {
  const { values: flags, positionals } = readArgs(args);
  if (flags.help) {
    console.log(HELP);
    return EXIT.done;
  }
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError(`Name one CSV file.\n\n${HELP}`);
  if (!flags.list) throw new UsageError('--list: which list do the leads belong to?');
  const graphOptions = { ...readGraphOptions(flags, process.env), signal };
  const batchSize = toWhole('--batch', flags.batch, { min: 1, max: 1_000 });
  const file = await openCsv(path, flags.delimiter);
  const options = toOptions(file, flags, flags.list);
  if (flags['dry-run']) return dryRun(file, options);
  const state = await stateOf(file, options, flags.resume);
  if (typeof state === 'number') return state;
  const code = await runImport({ file, state, batchSize, graphOptions });
  report(file, state);
  return code;
}

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function toOptions(file: CsvFile, flags: Flags, listId: string): ImportOptions {
  return {
    target: { listId, updateIfExists: !flags['keep-existing'], moveToList: flags['move-to-list'] },
    delimiter: file.delimiter,
    columns: toColumns(file.headers, { mapped: flags.map ?? [], ignored: flags.ignore ?? [] }),
    skipsInvalid: flags['skip-invalid'],
  };
}

async function dryRun(file: CsvFile, options: ImportOptions): Promise<number> {
  const { total, invalid } = await validate(file, options.columns);
  console.log(`${total} rows, ${invalid} of them invalid. Nothing was sent.`);
  if (invalid > 0) console.log(`The invalid rows: ${rejectsFileOf(file)}`);
  return invalid > 0 ? EXIT.rejected : EXIT.done;
}

/** What an import begins or goes on with; an exit code where there is nothing to send. */
async function stateOf(file: CsvFile, options: ImportOptions, isResumed: boolean): Promise<ImportState | number> {
  const known = await readState(stateFileOf(file), isImportState);
  const hash = await hashFile(file.path);
  if (known && isResumed) {
    checkSame(file, known, { hash, options });
    if (!isEnded(known)) return known;
    console.log('This import has ended: nothing is left to send.');
    return known.counts.rejected > 0 ? EXIT.rejected : EXIT.done;
  }
  if (known && !isEnded(known)) {
    throw new UsageError(
      `An import of this file has not ended: ${known.done} of ${known.total} rows. Use --resume, or delete ${stateFileOf(file)} to begin anew.`,
    );
  }
  return begin(file, options, hash);
}

async function begin(file: CsvFile, options: ImportOptions, hash: string): Promise<ImportState | number> {
  const { total, invalid } = await validate(file, options.columns);
  if (invalid > 0 && !options.skipsInvalid) {
    console.error(`${invalid} of ${total} rows are invalid, so nothing was sent: ${rejectsFileOf(file)} has them.`);
    console.error('Correct them, or import the others with --skip-invalid.');
    return EXIT.rejected;
  }
  const counts = { created: 0, updated: 0, skipped: 0, rejected: 0 };
  const underWay = { rows: 0, since: new Date().toISOString() };
  return { version: 1, file: hash, options, total, done: 0, counts, rejectsBytes: 0, underWay };
}

function checkSame(file: CsvFile, known: ImportState, now: { hash: string; options: ImportOptions }): void {
  const way = `Delete ${stateFileOf(file)} to begin anew.`;
  if (known.file !== now.hash) throw new UsageError(`${file.path} has changed since the import began. ${way}`);
  if (JSON.stringify(known.options) === JSON.stringify(now.options)) return;
  throw new UsageError(`The list, the columns or the options differ from those the import began with. ${way}`);
}

function report(file: CsvFile, { total, counts: { created, updated, skipped, rejected } }: ImportState): void {
  console.log(`${total} rows: ${created} created, ${updated} updated, ${skipped} unchanged, ${rejected} rejected.`);
  if (rejected > 0) console.log(`The rejected rows: ${rejectsFileOf(file)}`);
}
