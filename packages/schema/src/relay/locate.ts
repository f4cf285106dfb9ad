import type { Mark } from './anchor.ts';
import { isAmbiguous, join } from './join.ts';
import type { Row } from './list-source.ts';
import { place, type Verdict } from './place.ts';
import { layoutOf, type Reader } from './reader.ts';
import { edgeOf, isFurther, type Run, type Walk } from './run.ts';
import { nextStep, type Search, startSearch } from './search.ts';
import { overlapOf, windowAround, windowsBeyond } from './windows.ts';

/** A mark's place in the list, with rows on both sides as far as they were read. */
export interface Located<T> {
  run: Run<T>;
  gap: number;
  /** The mark's place among the rows that tie with it could not be told: the gap is where none of them is passed over. */
  isLost: boolean;
}

export interface LocateOptions {
  walk: Walk;
  /** Rows wanted beyond the mark: what is read to find it is laid out to hold them. */
  rows: number;
  /** Where the mark was expected when the first run was asked for. */
  expected: number;
  /** Requests that may miss the mark before it counts as lost. Twice the logarithm of a very long list is enough. */
  tries?: number;
}

interface State<T> {
  run: Run<T>;
  search: Search;
  misses: number;
}

/**
 * Finds a mark, beginning with a run that was read where it was expected: by growing the run through the rows that tie with the
 * mark, and by searching for the sort value otherwise. `lost`: the list moves faster than it is read. `blocked`: the place is
 * past the search window.
 */
export async function locate<T extends Row>(
  reader: Reader<T>,
  mark: Mark,
  first: Run<T>,
  options: LocateOptions,
): Promise<Located<T> | 'lost' | 'blocked'> {
  const { walk, expected, tries = 40 } = options;
  let state: State<T> = { run: first, search: startSearch(expected, first.total), misses: 0 };
  let nulls = reader.learned.nullsFirst;
  let hasAsked = false;
  for (;;) {
    const { run, misses } = state;
    if (!hasAsked && isAmbiguous(reader, mark, run)) {
      const kind = await askForNulls(reader, run);
      if (kind === 'blocked' || kind === 'lost') return kind;
      hasAsked = kind === 'present';
      if (!hasAsked) {
        if (misses >= tries) return 'lost';
        state = await lookAnew(reader, state, options);
        continue;
      }
    }
    const verdict = place(run, mark, walk, (anchor) => reader.sideOf(anchor, walk));
    if ('gap' in verdict) return { run, ...verdict };
    if (verdict.look === 'later' && run.end >= reader.reach) return 'blocked';
    if (misses >= tries) return 'lost';
    if (nulls !== reader.learned.nullsFirst) {
      // What was taken for earlier may have been later.
      nulls = reader.learned.nullsFirst;
      state = { ...state, search: startSearch(expected, run.total) };
    }
    state = await lookFurther(reader, mark, state, verdict, options);
  }
}

async function lookFurther<T extends Row>(
  reader: Reader<T>,
  mark: Mark,
  { run, search, misses }: State<T>,
  { look, isTied }: Exclude<Verdict, { gap: number }>,
  { walk, rows }: LocateOptions,
): Promise<State<T>> {
  const next = nextStep(search, run, mark, look);
  if (isTied || (next.isBeside && run.items.length > 0)) {
    const grown = await grow(reader, run, look === 'later' ? 'forward' : 'backward');
    return { run: grown.run, search: next.search, misses: grown.isLonger ? misses : misses + 1 };
  }
  const around = await reader.read(windowAround(next.guess, rows, walk, layoutOf(reader)));
  return { run: around, search: next.search, misses: misses + 1 };
}

/** The run with what lies beside it; where the list moved too far to join the two, that alone. */
async function grow<T extends Row>(reader: Reader<T>, run: Run<T>, walk: Walk) {
  const layout = layoutOf(reader, overlapOf(run, walk));
  const position = edgeOf(run, walk)?.position ?? run.start;
  const [window] = windowsBeyond({ position, total: null }, layout.width - layout.overlap, walk, layout);
  const next = window === undefined ? run : await reader.read(window);
  const joined = join(reader, run, next, walk);
  return { run: joined ?? next, isLonger: joined !== undefined && isFurther(joined, run) };
}

async function lookAnew<T extends Row>(
  reader: Reader<T>,
  { misses }: State<T>,
  { walk, rows, expected }: LocateOptions,
): Promise<State<T>> {
  const run = await reader.read(windowAround(expected, rows, walk, layoutOf(reader)));
  return { run, search: startSearch(expected, run.total), misses: misses + 1 };
}

/**
 * Reads both ends of the list: one of them has the nulls, if there are any. The run was read before, and no more is concluded
 * from it: where neither end has rows of its kind, null or not, they are `gone`, and no place may be told by it. `blocked`:
 * nothing but nulls is within reach. `lost`: the end moves faster than it can be found.
 */
async function askForNulls<T extends Row>(
  reader: Reader<T>,
  run: Run<T>,
): Promise<'present' | 'gone' | 'blocked' | 'lost'> {
  const { learned, reach } = reader;
  const first = await reader.read({ offset: 0, limit: learned.width });
  const end = await locate(reader, 'end', first, { walk: 'backward', rows: 1, expected: 0 });
  if (end === 'lost') return end;
  const isBlocked = end === 'blocked';
  const last = isBlocked ? await reader.read({ offset: reach - 1, limit: 1 }) : end.run;
  const areNull = [...first.items.slice(0, 1), ...last.items.slice(-1)].map(({ key }) => key === null);
  if (isBlocked && areNull.every(Boolean)) return end;
  if (areNull[0] !== areNull.at(-1)) learned.nullsFirst ??= areNull[0];
  return areNull.includes(run.items[0]?.key === null) ? 'present' : 'gone';
}
