import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { UsageError } from '../settings.ts';

export interface CsvFile {
  path: string;
  delimiter: string;
  headers: string[];
}

/** One record of the file. */
export interface CsvRow {
  /** Of the record's first line, from 1. */
  line: number;
  cells: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
const HEAD_BYTES = 65_536;
const MAX_RECORD_BYTES = 1_000_000;

/** Reads the header, and by it what separates the cells, unless that is told. @throws {UsageError} */
export async function openCsv(path: string, delimiter: string | undefined): Promise<CsvFile> {
  const [firstLine = ''] = (await readHead(path)).split(/\r?\n/, 1);
  const count = (each: string) => firstLine.split(each).length;
  const [likeliest = ','] = DELIMITERS.toSorted((a, b) => count(b) - count(a));
  const file = { path, delimiter: delimiter ?? likeliest, headers: [] };
  for await (const { cells } of readRecords(file)) return { ...file, headers: cells.map((cell) => cell.trim()) };
  throw new UsageError(`${path} is empty.`);
}

async function readHead(path: string): Promise<string> {
  await using file = await open(path).catch((error: Error) => {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES) });
  return buffer.toString('utf8', 0, bytesRead);
}

/** The SHA-256 of a file's bytes. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The records after the header and the next `skipped` ones, one at a time: a file of any size takes the same memory. */
export async function* readRows(file: CsvFile, skipped = 0): AsyncGenerator<CsvRow> {
  let left = skipped + 1;
  for await (const row of readRecords(file)) {
    if (left-- <= 0) yield row;
  }
}

interface Parsed {
  record: string[];
  info: Info;
}

async function* readRecords({ path, delimiter }: CsvFile): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const source = createReadStream(path);
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      line = info.lines - linesWithin(record);
      yield { line, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`${path}, after line ${line}: ${error.message}`);
    throw error;
  } finally {
    source.destroy();
  }
}

/** Line ends that quoted cells hold. */
function linesWithin(record: readonly string[]): number {
  return record.reduce((count, cell) => count + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
}
