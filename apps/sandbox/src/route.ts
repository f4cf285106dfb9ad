import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { World } from './world.ts';

export type JsonObject = Record<string, unknown>;

/** One authenticated request, decoded. */
export interface Call {
  /** The path's parameters. */
  params: Record<string, string>;
  query: JsonObject;
  body: JsonObject;
  world: World;
  clock: Clock;
  dialect: Dialect;
}

export interface Answer {
  status: number;
  /** Left out: the answer has no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One operation of the upstream. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the reference writes it: `/leads/api/leads/{uuid}`. */
  path: string;
  /** Known query parameters; a strict dialect refuses others. */
  query?: readonly string[];
  /** Known keys of the body; left out: any. */
  body?: readonly string[];
  /** True if GetSales itself does not document it, or the evidence is weak. A dialect can turn these routes off. */
  isUndocumented?: boolean;
  /** Whether this dialect has the route. */
  exists?(dialect: Dialect): boolean;
  /** @throws {Refusal} */
  handle(call: Call): Answer;
}

export function isKnown(route: Route, dialect: Dialect): boolean {
  if (route.isUndocumented && dialect.undocumentedPaths === 'unknown') return false;
  return route.exists?.(dialect) !== false;
}

export const noContent: Answer = { status: 204 };

/** An answer with one row. */
export function single(row: unknown, { dialect }: Call, status = 200): Answer {
  return { status, body: dialect.singleRows === 'data' ? { data: row } : row };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text in a body; null where there is none. */
export function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
