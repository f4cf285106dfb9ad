import { setTimeout as delay } from 'node:timers/promises';
import { createGraph, type Graph, type GraphOptions } from '../graph.ts';
import { createPatience, StoppedError } from '../patience.ts';
import { createProgress, type Progress } from '../progress.ts';
import { EXIT } from '../run-command.ts';
import { UsageError } from '../settings.ts';
import { writeState } from '../state-file.ts';
import { type Batch, readBatches } from './batches.ts';
import type { CsvFile } from './read-rows.ts';
import { openRejects, type Rejects } from './rejects.ts';
import { createSender, type SendBatch } from './send.ts';
import { count, type ImportState, rejectsFileOf, stateFileOf } from './state.ts';

const LIST = 'query ImportList($id: ID!) { leadList(id: $id) { name } }';
/** The gateway's default for one request to GetSales: by then what a killed import had sent has ended. */
const SETTLED_MS = 10_000;

interface Import {
  file: CsvFile;
  state: ImportState;
  graph: Graph;
  send: SendBatch;
  rejects: Rejects;
  progress: Progress;
  signal: AbortSignal;
}

export interface ImportRun {
  file: CsvFile;
  state: ImportState;
  batchSize: number;
  graphOptions: Omit<GraphOptions, 'onWait'>;
}

/** Sends the rows that the state leaves, and gives the exit code. @throws {StoppedError} where it ends before the file does. */
export async function runImport({ file, state, batchSize, graphOptions }: ImportRun): Promise<number> {
  using progress = createProgress('rows', state.total, state.done);
  const waiting = (ms: number, why: string) => progress.note(`Waiting ${Math.ceil(ms / 1_000)} s: ${why}`);
  const options = { ...graphOptions, onWait: waiting };
  const { signal } = options;
  const graph = createGraph(options);
  const { target, columns } = state.options;
  await checkList(graph, target.listId);
  await using rejects = await openRejects(rejectsFileOf(file), file, state.rejectsBytes);
  const send = createSender(graph, target, createPatience(options));
  const run: Import = { file, state, graph, send, rejects, progress, signal };
  await untilSettled(run);
  let inDoubt = state.underWay?.rows ?? 0;
  for await (const batch of readBatches(file, columns, { skipped: state.done, size: batchSize })) {
    if (signal.aborted) {
      // Between two batches nothing is under way.
      state.underWay = { rows: Math.max(inDoubt, 0), since: new Date(0).toISOString() };
      await writeState(stateFileOf(file), state);
      throw new StoppedError('Interrupted.');
    }
    await runBatch(run, batch, inDoubt > 0);
    inDoubt -= batch.rows;
  }
  state.underWay = null;
  await writeState(stateFileOf(file), state);
  return state.counts.rejected > 0 ? EXIT.rejected : EXIT.done;
}

async function checkList(graph: Graph, id: string): Promise<void> {
  const { leadList } = await graph.ask<{ leadList: object | null }>(LIST, { id });
  if (!leadList) throw new UsageError(`--list: GetSales has no list ${id}.`);
}

/** A request that a killed import left behind must not run beside the same rows. */
async function untilSettled({ state, progress, signal }: Import): Promise<void> {
  if (!state.underWay?.rows) return;
  const ms = Date.parse(state.underWay.since) + SETTLED_MS - Date.now();
  if (ms <= 0) return;
  progress.note(`Waiting ${Math.ceil(ms / 1_000)} s for what was sent last.`);
  await delay(Math.min(ms, SETTLED_MS), undefined, { signal }).catch(() => {
    throw new StoppedError('Interrupted.');
  });
}

async function runBatch(run: Import, { rows, valid, invalid }: Batch, isInDoubt: boolean): Promise<void> {
  const { file, state, graph, send, rejects, progress } = run;
  // Smaller batches than those of the import that was ended: what it had sent stays in doubt to its last row.
  const inDoubt = isInDoubt ? (state.underWay?.rows ?? 0) : 0;
  state.underWay = { rows: Math.max(rows, inDoubt), since: new Date().toISOString() };
  await writeState(stateFileOf(file), state);
  const outcomes = await send(valid, isInDoubt).catch(async (error: unknown) => {
    if (state.underWay) state.underWay.since = new Date(graph.lostAt).toISOString();
    await writeState(stateFileOf(file), state);
    throw error;
  });
  const refused = outcomes.flatMap((outcome, index) => {
    const row = valid[index]?.row;
    return row && typeof outcome !== 'string' ? [{ row, reason: outcome }] : [];
  });
  const rejected = [...invalid, ...refused].toSorted((a, b) => a.row.line - b.row.line);
  await rejects.add(rejected);
  for (const outcome of outcomes) count(state.counts, outcome);
  state.counts.rejected += invalid.length;
  state.done += rows;
  state.rejectsBytes = rejects.bytes;
  progress.update(state.done, graph.upstreamRequests);
}
