import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, ApiRefusedError, ApiStatusError } from '../errors.ts';
import { ignoreApiError, isDefinite, isUnknownRoute } from '../outcome.ts';
import { LOOKS_MS } from '../retry/lost-answer.ts';
import {
  type BulkProgress,
  type BulkResult,
  type BulkStep,
  type BulkWork,
  outOfTime,
  shortage,
  type Time,
} from './work.ts';

/** Requests under way at once, where items go one by one. */
const WORKERS = 4;
/** Items that `beforeOnes` reads at once. */
const ONES = 100;
/** Answers lost in a row after which the upstream is taken for down. */
const MAX_LOST = 2;
/** What one more request needs of the operation's time. */
const ONE_MS = 2_000;

interface Run<Item> {
  items: readonly Item[];
  steps: BulkStep[];
  work: BulkWork<Item>;
  time: Time;
  isShort(): boolean;
  report(): void;
}

/**
 * Does the same to many items, and says of each how it ended. What was accepted is believed when its effect is seen; what is not
 * seen is asked for alone. Nothing is repeated blindly after a lost answer. It stops when the time is short, when the upstream is
 * down, and when it takes no more requests with this key: the items that are left say so.
 *
 * @throws what kept all items from being tried.
 */
export async function runBulk<Item>(
  items: readonly Item[],
  work: BulkWork<Item>,
  time: Time,
  onProgress: (progress: BulkProgress) => void = () => {},
): Promise<BulkResult[]> {
  const { chunk, one } = work;
  const isInChunks = chunk !== undefined && (one === undefined || chunk.isWorthTrying());
  const steps = items.map((): BulkStep => ({ kind: isInChunks ? 'chunk' : 'one' }));
  const report = () => onProgress({ done: steps.filter(isResult).length, total: steps.length });
  const run: Run<Item> = { items, steps, work, time, isShort: shortage(time), report };
  await sortOut(run);
  await actInChunks(run);
  await confirm(run);
  await actOneByOne(run);
  await confirm(run);
  report();
  const results = steps.map((step) => toResult(step, work));
  const [first] = results;
  if (first?.kind !== 'notReached') return results;
  if (results.every((result) => result.kind === 'notReached' && result.error === first.error)) throw first.error;
  return results;
}

function toResult<Item>(step: BulkStep, { operation }: BulkWork<Item>): BulkResult {
  if (isResult(step)) return step;
  // Asked for alone, lost, looked for and not seen.
  if (step.kind === 'one' && step.refused) return { kind: 'unconfirmed', error: step.refused };
  return { kind: 'notReached', error: outOfTime(operation) };
}

function isResult(step: BulkStep): step is BulkResult {
  return ['done', 'failed', 'unconfirmed', 'notReached'].includes(step.kind);
}

function placesOf({ steps }: Pick<Run<unknown>, 'steps'>, kind: BulkStep['kind']): number[] {
  return steps.flatMap((step, place) => (step.kind === kind ? place : []));
}

function itemsAt<Item>({ items }: Run<Item>, places: readonly number[]): Item[] {
  return places.flatMap((place) => items.slice(place, place + 1));
}

function set(
  { steps }: Pick<Run<unknown>, 'steps'>,
  places: readonly number[],
  next: readonly BulkStep[] | BulkStep,
): void {
  for (const [index, place] of places.entries()) {
    const step = Array.isArray(next) ? next[index] : next;
    if (step) steps[place] = step;
  }
}

async function sortOut<Item>(run: Run<Item>): Promise<void> {
  const places = run.steps.map((_, place) => place);
  const steps = await run.work.before?.(run.items).catch(ignoreApiError);
  if (steps)
    set(
      run,
      places,
      places
        .map((place) => (steps[place]?.kind === 'chunk' ? run.steps[place] : steps[place]))
        .flatMap((step) => step ?? []),
    );
}

async function actInChunks<Item>(run: Run<Item>): Promise<void> {
  const { chunk, operation } = run.work;
  if (!chunk) return;
  let lost = 0;
  for (const places of slices(placesOf(run, 'chunk'), chunk.size)) {
    if (run.isShort()) return end(run, 'chunk', outOfTime(operation));
    const outcome = await attempt(() => chunk.act(itemsAt(run, places)), run.time.signal);
    if (outcome.value) {
      set(run, places, outcome.value);
      // What they have in common is refused.
      const failure = sameFailure(outcome.value);
      if (failure) return set(run, placesOf(run, 'chunk'), failure);
      lost = 0;
    } else if (!outcome.isRefused) {
      set(run, places, { kind: 'confirm', lost: outcome.error });
      if (++lost === MAX_LOST) return end(run, 'chunk', outcome.error);
    } else if (isUnknownRoute(outcome.error)) {
      chunk.learn(false);
      return set(run, placesOf(run, 'chunk'), { kind: 'one', refused: outcome.error });
    } else if (endsAll(outcome.error)) return end(run, 'chunk', outcome.error);
    else set(run, places, { kind: 'one', refused: outcome.error });
    run.report();
  }
}

function sameFailure([first, ...others]: readonly BulkStep[]): BulkStep | undefined {
  if (first?.kind !== 'failed') return undefined;
  return others.every((step) => step.kind === 'failed' && step.error === first.error) ? first : undefined;
}

/** What is accepted and not seen goes on alone; what may still be under way stays in doubt, unless it may be done twice. */
async function confirm<Item>(run: Run<Item>): Promise<void> {
  const { work } = run;
  const before = run.steps.slice();
  for (const pauseMs of LOOKS_MS) {
    const places = run.steps.flatMap(({ kind }, place) => (kind === 'confirm' || kind === 'undone' ? place : []));
    if (places.length === 0) break;
    if (pauseMs > 0 && run.isShort()) break;
    await pause(pauseMs);
    const looked = await attempt(() => work.confirm(itemsAt(run, places)), run.time.signal);
    if (looked.value) set(run, places, looked.value);
    else set(run, places, { kind: 'unconfirmed', error: looked.error });
  }
  learnFrom(run, before);
  for (const [place, was] of before.entries()) {
    const lost = was.kind === 'confirm' ? was.lost : undefined;
    if (lost && run.steps[place]?.kind === 'one') run.steps[place] = { kind: 'one', refused: lost };
    if (run.steps[place]?.kind !== 'undone') continue;
    run.steps[place] =
      lost && !work.isIdempotent
        ? { kind: 'unconfirmed', error: lost }
        : { kind: 'one', ...(lost && { refused: lost }) };
  }
  run.report();
}

/** Answers that promised something show, by the effect, whether the upstream does it. */
function learnFrom<Item>({ steps, work }: Run<Item>, before: readonly BulkStep[]): void {
  const accepted = steps.filter((_, place) => {
    const was = before[place];
    return was?.kind === 'confirm' && was.lost === undefined;
  });
  if (accepted.some(({ kind }) => kind === 'done')) work.chunk?.learn(true);
  else if (accepted.some(({ kind }) => kind === 'undone')) work.chunk?.learn(false);
}

async function actOneByOne<Item>(run: Run<Item>): Promise<void> {
  const { one, beforeOnes, operation, subjectOf } = run.work;
  const timeLeftMs = run.time.timeLeftMs ?? (() => Number.POSITIVE_INFINITY);
  const subjects = run.items.map((item, place) => subjectOf?.(item) ?? place);
  const stopped = stoppedSubjects(run, subjects);
  for (const places of slices(placesOf(run, 'one'), ONES)) {
    if (!one) {
      for (const place of places) run.steps[place] = withoutOne(run, place);
      continue;
    }
    if (places.every((place) => run.steps[place]?.kind !== 'one')) continue;
    await beforeOnes?.(itemsAt(run, places)).catch(ignoreApiError);
    const queue = [...Map.groupBy(places, (place) => subjects[place]).values()];
    const work = async () => {
      for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
        for (const place of group) {
          if (timeLeftMs() < ONE_MS) end(run, 'one', outOfTime(operation));
          if (run.steps[place]?.kind === 'one') await actInOrder(run, place, one, stopped, subjects[place] ?? place);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    run.report();
  }
}

type Subject = string | number;

/** Subjects of which an item was not reached: it would undo a later one when it is sent again. */
function stoppedSubjects({ steps }: Pick<Run<unknown>, 'steps'>, subjects: readonly Subject[]): Map<Subject, ApiError> {
  return new Map(
    steps.flatMap((step, place) => (step.kind === 'notReached' ? [[subjects[place] ?? place, step.error]] : [])),
  );
}

/** After a lost answer, the later items of its subject are not tried: the upstream might apply them before the lost one. */
async function actInOrder<Item>(
  run: Run<Item>,
  place: number,
  one: NonNullable<BulkWork<Item>['one']>,
  stopped: Map<Subject, ApiError>,
  subject: Subject,
): Promise<void> {
  const error = stopped.get(subject);
  if (error) {
    run.steps[place] = { kind: 'notReached', error };
    return;
  }
  await actOnOne(run, place, one);
  const step = run.steps[place];
  if (step?.kind === 'confirm' && step.lost) stopped.set(subject, step.lost);
}

/** Accepted without effect, or refused, and there is no other way. */
function withoutOne<Item>({ steps, work }: Run<Item>, place: number): BulkResult {
  const step = steps[place];
  const refused = step?.kind === 'one' ? step.refused : undefined;
  return { kind: 'failed', error: refused ?? new ApiRefusedError(work.operation, 'refused') };
}

async function actOnOne<Item>(run: Run<Item>, place: number, one: NonNullable<BulkWork<Item>['one']>): Promise<void> {
  const [item] = run.items.slice(place, place + 1);
  if (item === undefined) return;
  const { value, error, isRefused } = await attempt(() => one(item), run.time.signal);
  if (value) run.steps[place] = value;
  else if (!isRefused) {
    run.steps[place] = { kind: 'confirm', lost: error };
    if (placesOf(run, 'confirm').length >= MAX_LOST * WORKERS) end(run, 'one', error);
  } else {
    run.steps[place] = { kind: 'failed', error };
    if (endsAll(error)) end(run, 'one', error, place);
    else if (isUnknownRoute(error) || refusesAll(error, run.work))
      set(run, placesOf(run, 'one'), { kind: 'failed', error });
  }
}

/** The items that are left are not tried, nor is the one whose refusal says that none would be taken. */
function end<Item>(run: Run<Item>, kind: 'chunk' | 'one', error: ApiError, place?: number): void {
  set(run, placesOf(run, kind), { kind: 'notReached', error });
  if (place !== undefined) run.steps[place] = { kind: 'notReached', error };
}

type Attempt<T> =
  | { value: T; error?: never; isRefused?: never }
  | { value?: never; error: ApiError; isRefused: boolean };

async function attempt<T>(act: () => Promise<T>, signal: Time['signal']): Promise<Attempt<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error, isRefused: isDefinite(error, signal) || error instanceof ApiRefusedError };
  }
}

/** Whether what the items have in common is refused. */
function refusesAll(error: ApiError, { isSameForAll, isOwnRefusal }: BulkWork<never>): boolean {
  const isOfInput = error instanceof ApiStatusError && (error.status === 400 || error.status === 422);
  return isSameForAll && isOfInput && !isOwnRefusal?.(error);
}

/** Whether the next item would fare the same: it is the key, the budget or the connection that is refused. */
function endsAll(error: ApiError): boolean {
  if (error instanceof ApiStatusError) return [401, 402, 403, 429].includes(error.status);
  return !(error instanceof ApiRefusedError);
}

function slices<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
