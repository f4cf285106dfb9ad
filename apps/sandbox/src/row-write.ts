import type { z } from 'zod';
import type { Collection } from './collection.ts';
import { type FieldMessages, invalid, missing } from './refusal.ts';
import { type Answer, type Call, type JsonObject, noContent, type Route, single } from './route.ts';
import type { World } from './world.ts';

interface Row {
  uuid: string;
}

/** What a body may hold. */
interface Schema<R> {
  shape: Readonly<Record<string, unknown>>;
  safeParse(body: unknown): { success: true; data: Partial<R> } | { success: false; error: z.ZodError };
}

interface RowWriteOptions<R extends Row> {
  path: string;
  /** As it is named in a 404. */
  name: string;
  rows: (world: World) => Collection<R>;
  create?: Schema<R>;
  update?: Schema<R>;
  /** What is wrong with a new row beyond its fields, if anything. */
  check?: (row: Partial<R>, call: Call) => FieldMessages | null;
  /** What else a deletion takes away. */
  onDelete?: (row: R, call: Call) => void;
  /** The methods that GetSales itself documents; the others are white-label documentation's. */
  documented?: readonly Route['method'][];
}

/** POST, PUT and DELETE of rows, as far as they have them, with Laravel's messages for a body that is wrong. */
export function rowWrites<R extends Row>(options: RowWriteOptions<R>): Route[] {
  const { path, create, update, documented = [] } = options;
  const trait = (method: Route['method']) => ({
    method,
    query: [],
    ...(!documented.includes(method) && { isUndocumented: true }),
  });
  return [
    ...(create
      ? [{ ...trait('POST'), path, body: keysOf(create), handle: (call: Call) => insert(call, create, options) }]
      : []),
    ...(update
      ? [
          {
            ...trait('PUT'),
            path: `${path}/{uuid}`,
            body: keysOf(update),
            handle: (call: Call) => change(call, update, options),
          },
        ]
      : []),
    { ...trait('DELETE'), path: `${path}/{uuid}`, body: [], handle: (call) => remove(call, options) },
  ];
}

function keysOf({ shape }: { shape: object }): string[] {
  return Object.keys(shape);
}

function insert<R extends Row>(call: Call, schema: Schema<R>, { rows, check }: RowWriteOptions<R>): Answer {
  const row = parse(schema, call.body);
  const faults = check?.(row, call);
  if (faults) throw invalid(faults);
  return single(rows(call.world).insert(row), call, 201);
}

function change<R extends Row>(call: Call, schema: Schema<R>, options: RowWriteOptions<R>): Answer {
  const { uuid } = rowOf(call, options);
  const row = options.rows(call.world).update(uuid, parse(schema, call.body));
  const now = 'updated_at' in row ? { updated_at: call.clock.timestamp() } : {};
  return single(options.rows(call.world).update(uuid, { ...row, ...now }), call);
}

function remove<R extends Row>(call: Call, options: RowWriteOptions<R>): Answer {
  const row = rowOf(call, options);
  options.onDelete?.(row, call);
  options.rows(call.world).remove(row.uuid);
  return noContent;
}

function rowOf<R extends Row>({ world, params }: Call, { rows, name }: RowWriteOptions<R>): R {
  const row = rows(world).get(params['uuid'] ?? '');
  if (row === undefined) throw missing(name);
  return row;
}

/** A body as its schema takes it. @throws {Refusal} 422, with a message for each wrong field. */
export function parse<R>(schema: Schema<R>, body: JsonObject, at = ''): Partial<R> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults: FieldMessages = {};
  for (const { path, code, message } of parsed.error.issues) {
    const key = path.join('.');
    const words = key.replaceAll(/[_.]/g, ' ');
    const isMissing = code === 'too_small' || body[key] === undefined;
    const kind = code === 'invalid_type' ? `must be ${message.match(/expected (\w+)/)?.[1] ?? 'right'}` : 'is invalid';
    faults[`${at}${key}`] ??= [isMissing ? `The ${words} field is required.` : `The ${words} ${kind}.`];
  }
  throw invalid(faults);
}
