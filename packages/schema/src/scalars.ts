import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { badInput } from './bad-input.ts';
import { builder } from './builder.ts';

builder.addScalarType('JSON', GraphQLJSON, { description: 'Any JSON value.' });

builder.scalarType('DateTime', {
  description:
    'A moment as RFC 3339 text, such as `2026-03-10T09:15:42.000000Z`. Keeps every digit that GetSales keeps.',
  serialize: (text) => text,
  parseValue: (value) => {
    // The library's check, not its `Date`: that would lose the microseconds.
    if (typeof value !== 'string' || !isDateTime(value)) throw badInput('A DateTime is RFC 3339 text');
    return value;
  },
});

const WIRE = /^(\d{4}-\d\d-\d\d)[ Tt](\d\d:\d\d:\d\d(?:\.\d+)?)\s?(Z|z|[+-]\d\d:?\d\d|)$/;

/** As it nearly always comes, on a day that every month has: no calendar is needed to tell that it is right. */
const PLAIN = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;

/**
 * The upstream's timestamp as RFC 3339, with all its digits. It also writes `2026-03-10 09:15:42+00:00`; without an offset it
 * means UTC. null for what is no moment.
 */
export function toDateTime(wire: unknown): string | null {
  if (typeof wire === 'string' && PLAIN.test(wire)) return wire;
  const [, date, time, offset] = (typeof wire === 'string' && WIRE.exec(wire)) || [];
  if (date === undefined || time === undefined || offset === undefined) return null;
  const text = `${date}T${time}${offset === '' ? 'Z' : offset.toUpperCase().replace(/^(...)(\d\d)$/, '$1:$2')}`;
  return isDateTime(text) ? text : null;
}

function isDateTime(text: string): boolean {
  try {
    GraphQLDateTime.parseValue(text);
    return true;
  } catch {
    return false;
  }
}
