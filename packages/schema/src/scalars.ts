import { toRfc3339 } from '@getsales-gateway/api-client';
import { GraphQLJSON } from 'graphql-scalars';
import { badInput } from './bad-input.ts';
import { builder } from './builder.ts';

builder.addScalarType('JSON', GraphQLJSON, { description: 'Any JSON value.' });

builder.scalarType('DateTime', {
  description:
    'A moment as RFC 3339 text, such as `2026-03-10T09:15:42.000000Z`. Keeps every digit that GetSales keeps.',
  serialize: (text) => text,
  parseValue: (value) => {
    const text = toDateTime(value);
    if (text === null) throw badInput('A DateTime is RFC 3339 text');
    return text;
  },
});

builder.scalarType('File', {
  description:
    'A file, sent by the GraphQL multipart request specification: a form whose `map` says in which variable it stands.',
  serialize() {
    throw new TypeError('A file is never an answer');
  },
  parseValue(value) {
    if (!(value instanceof File))
      throw badInput('A File is sent in a form, by the GraphQL multipart request specification');
    return value;
  },
});

/** A timestamp as RFC 3339, with all its digits; without an offset it means UTC. null for what is no moment. */
export function toDateTime(wire: unknown): string | null {
  return (typeof wire === 'string' ? toRfc3339(wire) : undefined) ?? null;
}
