import type { ApiError, BulkResult, BulkWork } from '@getsales-gateway/api-client';
import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { toGraphQLError } from '../errors.ts';
import { Outcome } from './outcome.ts';

/** One item of many, as it ended. */
export interface BulkItem {
  /** Its place in the input. */
  index: number;
  /** The row it is about; undefined where none is known. */
  uuid: string | undefined;
  result: BulkResult;
}

/** What the resolver of a bulk mutation gives: one item for each of the input, in its order. */
export interface BulkItems {
  items: BulkItem[];
}

type ItemFields = ObjectFieldBuilder<typeof builder.$inferSchemaTypes, BulkItem>;

/** Items that one bulk mutation takes. */
export const MAX_ITEMS = 1_000;

/**
 * The payload of bulk mutations over one entity, as the last argument of `relayMutationField`, whose resolver gives
 * `BulkItems`.
 *
 * @param type Name of the type of an item in the answer.
 * @param entityField Its field that leads from `uuid` to the entity.
 */
export function bulkPayload(type: string, entityField: (t: ItemFields) => FieldMap) {
  const Item = builder.objectRef<BulkItem>(type).implement({
    description: 'How one item of many ended.',
    fields: (t) => ({
      index: t.exposeInt('index', { nullable: false, description: 'Its place in the input, from 0.' }),
      ...entityField(t),
      outcome: t.field({
        type: Outcome,
        nullable: false,
        description: 'How it ended.',
        resolve: ({ result }) => (result.kind === 'done' ? result.outcome : result.kind),
      }),
      error: t.field({
        type: ItemError,
        nullable: true,
        description: 'Why it was not done, or is in doubt; null where it was done.',
        resolve: ({ index, result }) => (result.kind === 'done' ? null : { index, error: result.error }),
      }),
    }),
  });
  const resolve = ({ items }: BulkItems) => items;
  return {
    description: 'How each item ended.',
    outputFields: (t: ObjectFieldBuilder<typeof builder.$inferSchemaTypes, BulkItems>) => ({
      items: t.field({ type: [Item], description: 'One for each item of the input, in its order.', resolve }),
    }),
  };
}

/** Runs work on items, and tells the context how far it has come. */
export function runBulk<Item>(
  name: string,
  items: readonly Item[],
  work: BulkWork<Item>,
  { api, progress }: Context,
): Promise<BulkResult[]> {
  return api.bulk.run(items, work, (report) => progress?.({ name, ...report }));
}

/** The description of a bulk mutation. */
export function itemByItem(description: string): string {
  return (
    `${description} Each item has an outcome of its own, and what was not reached in time says so. Requests of those who wait for ` +
    'an answer go first.'
  );
}

const ItemError = builder
  .objectRef<{ index: number; error: Extract<BulkResult, { error: unknown }>['error'] }>('GetSalesItemError')
  .implement({
    description: 'Why one of many items was not done, or is in doubt.',
    fields: errorFields(({ index }, path) => path.replace(/^lead(?=\.|$)/, `leads.${index}`)),
  });

/** Fields of a type that tells why something was refused. `toPath` gives the place in the input of a field that was refused. */
export function errorFields<Refused extends { error: ApiError }>(toPath: (refused: Refused, path: string) => string) {
  const fieldsOf = (refused: Refused) => {
    const { fields } = toGraphQLError(refused.error).extensions;
    if (typeof fields !== 'object' || fields === null) return null;
    const named = Object.entries(fields).map(([path, reasons]) => [toPath(refused, path), reasons]);
    return named.length > 0 ? Object.fromEntries(named) : null;
  };
  return (t: ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Refused>) => ({
    code: t.string({
      description: 'A code as in `extensions.code` of an error.',
      resolve: ({ error }) => String(toGraphQLError(error).extensions['code']),
    }),
    message: t.string({
      description: 'What happened, for people.',
      resolve: ({ error }) => toGraphQLError(error).message,
    }),
    fields: t.field({
      type: 'JSON',
      description: 'For `BAD_USER_INPUT`: the refused fields, such as `leads.51.workEmail`, each with its reasons.',
      resolve: fieldsOf,
    }),
  });
}
