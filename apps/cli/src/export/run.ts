import { type Graph, GraphError } from '../graph.ts';
import { StoppedError } from '../patience.ts';
import type { Progress } from '../progress.ts';
import { type By, type Kind, type Row, timeOf } from './kind.ts';
import type { ExportState, Target, Walk } from './state.ts';

/** A connection reads windows of 100 rows that overlap by five: multiples of 95 waste nothing. */
const FULL_PAGE = 475;
const CHANGES_PAGE = 95;
/** Ids that `nodes` takes. */
const IDS = 100;

export interface Export {
  kind: Kind;
  graph: Graph;
  target: Target;
  progress: Progress;
  signal: AbortSignal;
}

export interface Plan {
  by: By;
  /** Rows from this time on, where that is asked for. */
  since: string | undefined;
  isSweep: boolean;
  /** How far changes are read again. */
  overlapMs: number;
}

export interface Result {
  saved: number;
  deleted: number;
}

/** Ends the walk that an earlier run has left, then makes the one that is asked for, unless that was the same. */
export async function runExport(run: Export, plan: Plan): Promise<Result> {
  const { kind, target } = run;
  const state = (await target.load()) ?? { version: 1, kind: kind.name, watermarks: {}, walk: null };
  const result = { saved: 0, deleted: 0 };
  const left = state.walk;
  if (left) await finish(run, state, left, result);
  if (left && covers(left, plan)) return result;
  await finish(run, state, await begin(run, state, plan), result);
  return result;
}

/** Whether a walk has read what is asked for. */
function covers({ by, since, isSweep }: Walk, plan: Plan): boolean {
  if (by !== plan.by || (plan.isSweep && !isSweep)) return false;
  return plan.since === undefined || since === undefined || Date.parse(since) <= Date.parse(plan.since);
}

async function begin({ kind, graph }: Export, { watermarks }: ExportState, plan: Plan): Promise<Walk> {
  const { by, isSweep } = plan;
  const orderBy = { field: by, direction: 'DESC' };
  const { page } = await graph.ask<{ page: { nodes: Row[] } }>(kind.newest, { orderBy });
  const [newest] = page.nodes;
  const since = isSweep ? undefined : startOf(watermarks[by], plan);
  return {
    id: crypto.randomUUID(),
    by,
    ...(since !== undefined && { since }),
    isSweep,
    cursor: null,
    reaches: (newest && timeOf(newest, by)) ?? watermarks[by] ?? null,
    isOrdered: true,
  };
}

/** The earlier of what is asked for and what is known, so that no time between them is left out. */
function startOf(watermark: string | undefined, { since, overlapMs }: Plan): string | undefined {
  const known = watermark && new Date(Date.parse(watermark) - overlapMs).toISOString();
  if (known === undefined || since === undefined) return known ?? since;
  return Date.parse(since) < Date.parse(known) ? since : known;
}

async function finish(run: Export, state: ExportState, walk: Walk, result: Result): Promise<void> {
  state.walk = walk;
  // Before the first row, so that a file which is there without a state is none of ours.
  await run.target.save({}, state);
  for (let isOver = false; !isOver; ) {
    if (run.signal.aborted) throw new StoppedError('Interrupted.');
    isOver = await savePage(run, state, walk, result);
    run.progress.update(result.saved, run.graph.upstreamRequests);
  }
  if (walk.isSweep) await sweep(run, state, walk, result);
  if (walk.reaches !== null) state.watermarks[walk.by] = walk.reaches;
  state.walk = null;
  await run.target.save({}, state);
}

interface Page {
  page: { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** Saves the next page of the walk. True if it was the last. */
async function savePage({ kind, graph, target }: Export, state: ExportState, walk: Walk, result: Result) {
  const isFull = walk.since === undefined;
  const orderBy = isFull ? { field: 'CREATED_AT', direction: 'ASC' } : { field: walk.by, direction: 'DESC' };
  const first = isFull ? FULL_PAGE : CHANGES_PAGE;
  const { page } = await graph.ask<Page>(kind.page, { first, after: walk.cursor, orderBy }).catch(explain);
  const { rows, isOver } = isFull ? { rows: page.nodes, isOver: false } : changesOf(page.nodes, walk);
  walk.cursor = page.pageInfo.endCursor ?? walk.cursor;
  result.saved += rows.length;
  await target.save({ rows }, state);
  return isOver || !page.pageInfo.hasNextPage;
}

/** A state that an old gateway has left may hold a cursor that a new one does not read. */
function explain(error: unknown): never {
  if (error instanceof GraphError && error.code === 'BAD_USER_INPUT') {
    throw new GraphError(error.code, `${error.message} If it is the cursor: delete the state of this export.`);
  }
  throw error;
}

/** The rows that are new enough, and whether all others are older. Where rows do not keep the order, nothing says so. */
function changesOf(rows: readonly Row[], walk: Walk): { rows: Row[]; isOver: boolean } {
  const sinceMs = Date.parse(walk.since ?? '');
  const times = rows.map((row) => Date.parse(timeOf(row, walk.by) ?? ''));
  if (times.some((time, place) => time > (times[place - 1] ?? Number.POSITIVE_INFINITY))) walk.isOrdered = false;
  const changed = rows.filter((_, place) => !((times[place] ?? Number.NaN) < sinceMs));
  return { rows: changed, isOver: walk.isOrdered && changed.length < rows.length };
}

/** Asks for the rows that the walk has not met: some may have come back, and the others are deleted. */
async function sweep({ kind, graph, target, signal }: Export, state: ExportState, walk: Walk, result: Result) {
  const unseen = await target.unseen(walk);
  for (let start = 0; start < unseen.length; start += IDS) {
    if (signal.aborted) throw new StoppedError('Interrupted.');
    const some = unseen.slice(start, start + IDS);
    const { nodes } = await graph.ask<{ nodes: (Row | null)[] }>(kind.byIds, { ids: some.map(({ id }) => id) });
    const rows = nodes.flatMap((row) => row ?? []);
    const deleted = some.filter((_, place) => nodes[place] === null);
    result.saved += rows.length;
    result.deleted += deleted.length;
    await target.save({ rows, deleted }, state);
  }
}
