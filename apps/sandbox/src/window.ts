import type { Dialect } from './dialect.ts';
import type { Order } from './order.ts';
import { type FieldMessages, invalid } from './refusal.ts';
import type { JsonObject } from './route.ts';

/** The documented maximum of `limit`. */
const MAX_LIMIT = 100;

const DEFAULT_LIMIT = 20;

export interface Window {
  limit: number;
  offset: number;
  order: Order;
}

/** Reads limit, offset and order from a query string or a body. @throws {Refusal} 422 naming each wrong one. */
export function toWindow(
  asked: JsonObject,
  form: 'query' | 'body',
  orders: readonly string[],
  dialect: Dialect,
): Window {
  const named = (name: string) => asked[spell(name, asked, form, dialect)];
  const limit = Number(asked['limit'] ?? DEFAULT_LIMIT);
  const offset = Number(asked['offset'] ?? 0);
  const field = String(named('order_field') ?? 'created_at');
  const type = String(named('order_type') ?? dialect.defaultOrderType).toLowerCase();

  const faults: FieldMessages = {};
  if (!Number.isInteger(limit) || limit < 1) faults['limit'] = ['The limit must be an integer of at least 1.'];
  if (limit > MAX_LIMIT && dialect.oversize === 'rejected')
    faults['limit'] = ['The limit may not be greater than 100.'];
  if (!Number.isInteger(offset) || offset < 0) faults['offset'] = ['The offset must be an integer of at least 0.'];
  if (!orders.includes(field)) faults['order_field'] = [`The order field ${field} is invalid.`];
  if (type !== 'asc' && type !== 'desc') faults['order_type'] = ['The order type must be asc or desc.'];
  if (Object.keys(faults).length > 0) throw invalid(faults);

  return {
    limit: dialect.oversize === 'clamped' ? Math.min(limit, MAX_LIMIT) : limit,
    offset,
    order: { field, type: type === 'asc' ? 'asc' : 'desc' },
  };
}

/** Bodies know underscores alone. */
function spell(name: string, asked: JsonObject, form: 'query' | 'body', { orderSpelling }: Dialect): string {
  const hyphenated = name.replace('_', '-');
  if (form === 'body' || orderSpelling === 'underscore') return name;
  if (orderSpelling === 'hyphen') return hyphenated;
  return asked[name] === undefined ? hyphenated : name;
}
