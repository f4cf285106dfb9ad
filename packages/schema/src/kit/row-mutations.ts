import type { ApiClient, Created, JsonObject, ListParams, Page } from '@getsales-gateway/api-client';
import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { toGlobalId, toUuid } from '../global-id.ts';
import type { Row } from '../relay/list-source.ts';
import type { Scope } from '../scopes.ts';
import type { Entity } from './entity.ts';
import { Outcome } from './outcome.ts';
import type { InputField, InputFields, Writable } from './writable.ts';

type Types = typeof builder.$inferSchemaTypes;

/** What the upstream's client offers for rows of one kind. */
interface Writes<T> {
  create(body: JsonObject): Promise<T>;
  delete(uuid: string): Promise<void>;
}

interface RowMutationsOptions<T extends Row> {
  /** What the names of the mutations end with: `LeadList`. */
  name: string;
  /** The input field that names a row: `listId`. */
  id: string;
  /** Descriptions of the mutations. */
  create: string;
  delete: string;
  /** Left out for rows that cannot be changed. */
  update?: { description: string; write: (api: ApiClient) => (uuid: string, body: JsonObject) => Promise<T> };
  scope: Scope;
  fields: Readonly<Record<string, Writable>>;
  /** Makes the body of a creation of what the fields give. @throws BAD_USER_INPUT */
  toBody?: (body: JsonObject) => JsonObject;
  /** The field of the payload that shows it: `writtenRow`. */
  row: (t: ObjectFieldBuilder<Types, Written<T>>) => FieldMap;
  writes: (api: ApiClient) => Writes<T>;
  /** The rows among which a new one is looked for when the answer is lost. */
  list: (api: ApiClient, window: ListParams, body: JsonObject) => Promise<Page<T & { created_at?: string | null }>>;
  /** What a row with the posted values of these keys is: the new one. */
  sameKeys: readonly (string & keyof T)[];
  /** What the operation knows of such rows is old. */
  forget: (context: Context, uuid: string) => void;
}

/** What a write gives. */
interface Written<T> {
  row: T;
  outcome: 'created' | 'updated' | 'skipped';
}

/** Declares `create…`, `update…` and `delete…` for the rows of an entity. */
export function rowMutations<T extends Row>(entity: Entity<T>, options: RowMutationsOptions<T>): void {
  declareCreate(entity, options);
  if (options.update !== undefined) declareUpdate(entity, options, options.update);
  declareDelete(entity, options);
}

function declareCreate<T extends Row>(entity: Entity<T>, options: RowMutationsOptions<T>): void {
  const { name, scope, writes, list, sameKeys, toBody = (body) => body, forget } = options;
  const fields = fieldsFor('create', options);
  builder.relayMutationField(
    `create${name}`,
    {
      description: `The ${wordsOf(name)} to create.`,
      inputFields: (t) => toInputFields(fields, t, ({ isRequired = false }) => isRequired),
    },
    {
      description: options.create,
      requiresScopes: [[scope]],
      async resolve(_root, { input }, context): Promise<Written<T>> {
        const { api } = context;
        const body = toBody(toWire(fields, valuesOf(input)));
        const { row, isNew }: Created<T> = await api.writes.create({
          post: () => writes(api).create(body),
          list: (window) => list(api, window, body),
          isSame: (each) => sameKeys.every((key) => isEqual(each[key], body[key])),
        });
        forget(context, row.uuid);
        return { row: entity.remember(row, context), outcome: isNew ? 'created' : 'skipped' };
      },
    },
    payloadOf(options, 'What was created.'),
  );
}

function declareUpdate<T extends Row>(
  entity: Entity<T>,
  options: RowMutationsOptions<T>,
  update: NonNullable<RowMutationsOptions<T>['update']>,
): void {
  const { name, id, scope, forget } = options;
  const fields = fieldsFor('update', options);
  // A single field is the change.
  const isAlone = Object.keys(fields).length === 1;
  builder.relayMutationField(
    `update${name}`,
    {
      description: `The ${wordsOf(name)}, and what changes.`,
      inputFields: (t) => ({ ...toIdField(options, t), ...toInputFields(fields, t, () => isAlone) }),
    },
    {
      description: isAlone ? update.description : `${update.description} A field that is left out stays as it is.`,
      requiresScopes: [[scope]],
      async resolve(_root, { input }, context): Promise<Written<T>> {
        const values = valuesOf(input);
        const uuid = toUuid(String(values.get(id)), `input.${id}`, entity.name);
        const body = toWire(fields, values);
        if (Object.keys(body).length === 0) throw badInput('`input` changes nothing');
        const row = await update.write(context.api)(uuid, body);
        forget(context, uuid);
        return { row: entity.remember(row, context), outcome: 'updated' };
      },
    },
    payloadOf(options, 'What was changed.'),
  );
}

function declareDelete<T extends Row>(entity: Entity<T>, options: RowMutationsOptions<T>): void {
  const { name, id, scope, writes, forget } = options;
  builder.relayMutationField(
    `delete${name}`,
    { description: `The ${wordsOf(name)} to delete.`, inputFields: (t) => toIdField(options, t) },
    {
      description: options.delete,
      requiresScopes: [[scope]],
      async resolve(_root, { input }, context) {
        const { api } = context;
        const uuid = toUuid(String(valuesOf(input).get(id)), `input.${id}`, entity.name);
        await api.writes.deleteOnce(() => writes(api).delete(uuid));
        forget(context, uuid);
        return { uuid };
      },
    },
    {
      description: 'What was deleted.',
      outputFields: (t) => ({
        deletedId: t.id({
          nullable: false,
          description: `Global ID of the ${wordsOf(name)}.`,
          resolve: ({ uuid }) => toGlobalId(entity.name, uuid),
        }),
      }),
    },
  );
}

/** For `toBody`: a body of which one value at least is given, by these fields of the input. */
export function someOf(...fields: readonly string[]): (body: JsonObject) => JsonObject {
  return (body) => {
    const isEmpty = Object.values(body).every((value) => toText(value) === '');
    if (isEmpty) throw badInput(`\`input\` takes some of ${fields.map((field) => `\`${field}\``).join(', ')}`);
    return body;
  };
}

/** The field of a payload that shows the written row, which is in hand. */
export function writtenRow<T extends Row>(entity: Entity<T>) {
  const resolve = costs({ kind: 'request', requests: 0 }, ({ row }: Written<T>) => row);
  return { type: entity, description: `The ${wordsOf(entity.name)} as it is now.`, resolve };
}

function payloadOf<T extends Row>({ row }: RowMutationsOptions<T>, description: string) {
  return {
    description,
    outputFields: (t: ObjectFieldBuilder<Types, Written<T>>) => ({
      ...row(t),
      outcome: t.field({
        type: Outcome,
        nullable: false,
        description: 'What was done.',
        resolve: ({ outcome }) => outcome,
      }),
    }),
  };
}

type Fields = RowMutationsOptions<Row>['fields'];

function fieldsFor(verb: 'create' | 'update', { fields }: { fields: Fields }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, { only = verb }]) => only === verb));
}

function toIdField({ id, name }: { id: string; name: string }, t: InputFields): Record<string, InputField> {
  return { [id]: t.id({ required: true, description: `Global ID or UUID of the ${wordsOf(name)}.` }) };
}

/** A type's name in words: `LeadList` is a lead list, `GetSalesWebhook` a webhook. */
function wordsOf(name: string): string {
  return name
    .replace(/^GetSales/, '')
    .replaceAll(/\B[A-Z]/g, ' $&')
    .toLowerCase();
}

function toInputFields(
  fields: Fields,
  t: InputFields,
  isRequired: (field: Writable) => boolean,
): Record<string, InputField> {
  return Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.field(t, isRequired(each))]));
}

/** What is left out is not sent; null is. */
function toWire(fields: Fields, input: ReadonlyMap<string, unknown>): JsonObject {
  const body: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = input.get(name);
    if (value !== undefined) body[field.key] = value === null ? null : field.toWire(value, `input.${name}`);
  }
  return body;
}

function valuesOf(input: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(input));
}

/** Whether a row holds what was posted, as far as it was. The upstream trims. */
function isEqual(held: unknown, posted: unknown): boolean {
  return posted === undefined || toText(held) === toText(posted);
}

function toText(value: unknown): string {
  return String(value ?? '')
    .trim()
    .toLowerCase();
}
