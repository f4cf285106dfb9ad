import type { Dialect } from './dialect.ts';
import type { Order } from './order.ts';
import { type FieldMessages, invalid } from './refusal.ts';
import type { JsonObject } from './route.ts';

const DEFAULT_LIMIT = 20;

export interface Window {
  limit: number;
  offset: number;
  order: Order;
}

/** Where a list's parameters stand. */
export type Form = 'query' | 'body';

/** Reads limit, offset and order from a query string or a body. @throws {Refusal} 422 naming each wrong one. */
export function toWindow(asked: JsonObject, form: Form, orders: readonly string[], dialect: Dialect): Window {
  const limit = Number(asked['limit'] ?? DEFAULT_LIMIT);
  const offset = Number(asked['offset'] ?? 0);
  const field = String(spelled('order_field', asked, form, dialect) ?? 'created_at');
  const type = String(spelled('order_type', asked, form, dialect) ?? dialect.defaultOrderType).toLowerCase();

  const { maxLimit, oversize } = dialect;
  const faults: FieldMessages = {};
  if (!Number.isInteger(limit) || limit < 1) faults['limit'] = ['The limit must be an integer of at least 1.'];
  if (limit > maxLimit && oversize === 'rejected') faults['limit'] = [`The limit may not be greater than ${maxLimit}.`];
  if (!Number.isInteger(offset) || offset < 0) faults['offset'] = ['The offset must be an integer of at least 0.'];
  if (!orders.includes(field)) faults['order_field'] = [`The order field ${field} is invalid.`];
  if (type !== 'asc' && type !== 'desc') faults['order_type'] = ['The order type must be asc or desc.'];
  if (Object.keys(faults).length > 0) throw invalid(faults);

  return {
    limit: oversize === 'clamped' ? Math.min(limit, maxLimit) : limit,
    offset,
    order: { field, type: type === 'asc' ? 'asc' : 'desc' },
  };
}

/** Bodies know underscores alone. */
function spelled(name: string, asked: JsonObject, form: Form, { orderSpelling }: Dialect): unknown {
  const hyphenated = asked[name.replace('_', '-')];
  if (orderSpelling === 'none') return undefined;
  if (form === 'body' || orderSpelling === 'underscore') return asked[name];
  return orderSpelling === 'hyphen' ? hyphenated : (asked[name] ?? hyphenated);
}
