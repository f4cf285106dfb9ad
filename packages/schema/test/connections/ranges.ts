import fc from 'fast-check';
import type { SortRange } from '../../src/relay/list-source.ts';
import type { ModelRow } from './moving-list.ts';

const START = Date.UTC(2026, 0, 1);

/** Bounds as thousandths of the span of time that a list's rows lie in. */
const bounds = fc.record({
  from: fc.option(fc.nat(1000), { nil: undefined }),
  until: fc.option(fc.nat(1000), { nil: undefined }),
  isFromExclusive: fc.boolean(),
  isUntilExclusive: fc.boolean(),
});

/** Ranges on the sort field, on another, or on both. */
export const rangesAsked = fc.oneof(
  fc.record({ at: bounds }),
  fc.record({ at: bounds }),
  fc.record({ stored: bounds }),
  fc.record({ at: bounds, stored: bounds }),
);

type Bounds = typeof bounds extends fc.Arbitrary<infer Value> ? Value : never;

/** The ranges on a list whose times lie between 1000 and `span` milliseconds more. */
export function toRanges(asked: { at?: Bounds; stored?: Bounds }, span: number): Record<string, SortRange> {
  const { at, stored } = asked;
  return {
    ...(at && { at: toRange(at, (part) => 1000 + Math.round((part / 1000) * span)) }),
    ...(stored && { stored: toRange(stored, (part) => part * 1000) }),
  };
}

function toRange(
  { from, until, isFromExclusive, isUntilExclusive }: Bounds,
  toTime: (part: number) => number,
): SortRange {
  const textOf = (part: number) => new Date(START + toTime(part)).toISOString();
  return {
    ...(from !== undefined && { [isFromExclusive ? '>' : '>=']: textOf(from) }),
    ...(until !== undefined && { [isUntilExclusive ? '<' : '<=']: textOf(until) }),
  };
}

/** The oracle: whether a row lies in all ranges. */
export function isIn({ time, stored }: ModelRow, ranges: Record<string, SortRange>): boolean {
  return Object.entries(ranges).every(([field, range]) => {
    const moment = field === 'at' ? time : Date.parse(stored) - START;
    if (moment === null) return false;
    return Object.entries(range).every(([operator, bound]) => {
      const limit = Date.parse(String(bound)) - START;
      if (operator === '>=') return moment >= limit;
      if (operator === '>') return moment > limit;
      return operator === '<=' ? moment <= limit : moment < limit;
    });
  });
}
