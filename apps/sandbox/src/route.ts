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
  /** Left out: no body at all. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One operation of the upstream. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the reference writes it: `/leads/api/leads/{uuid}`. */
  path: string;
  /** Query parameters it knows; others are refused while the dialect is strict. */
  query?: readonly string[];
  /** Body keys it knows; left out: any. */
  body?: readonly string[];
  /** Whether no page of GetSales itself documents it, or its evidence is weak: a dialect may lack all of these. */
  isUndocumented?: boolean;
  /** Whether this dialect has it at all. */
  exists?(dialect: Dialect): boolean;
  /** @throws {Refusal} */
  handle(call: Call): Answer;
}

export function isKnown(route: Route, dialect: Dialect): boolean {
  if (route.isUndocumented && dialect.undocumentedPaths === 'unknown') return false;
  return route.exists?.(dialect) !== false;
}

export const noContent: Answer = { status: 204 };

/** One row by itself. */
export function single(row: unknown, { dialect }: Call, status = 200): Answer {
  return { status, body: dialect.singleRows === 'data' ? { data: row } : row };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
