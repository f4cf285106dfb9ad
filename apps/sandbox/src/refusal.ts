import type { Dialect } from './dialect.ts';
import { type Answer, isKnown, type Route } from './route.ts';

const REASONS: Record<number, string> = {
  400: 'bad_request',
  401: 'auth_exception',
  402: 'payment_required',
  403: 'access_denied',
  404: 'not_found',
  422: 'validation_error',
};

/** Messages by field, as `error.data` of a 422 has them. */
export type FieldMessages = Record<string, string[]>;

/** Thrown to end a request with the upstream's error envelope. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly data: FieldMessages;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, data: FieldMessages = {}, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.data = data;
    this.headers = headers;
  }

  toBody(): object {
    const { status, message, data } = this;
    const reason = REASONS[status] ?? (status === 429 ? 'too_many_requests' : 'server_error');
    return { error: { reason, message, data }, message, code: status };
  }
}

/** A 422 as Laravel writes it: the first fault is the message, and all are in the data. */
export function invalid(data: FieldMessages): Refusal {
  return new Refusal(422, Object.values(data)[0]?.[0] ?? 'The given data was invalid.', data);
}

export function missing(what: string): Refusal {
  return new Refusal(404, `${what} not found.`);
}

/** Laravel's own answer if it has no route for a path or method. Unlike that for a missing row, it has no `error.reason`. */
export function toUnknownRoute(method: string, path: string, routes: readonly Route[], dialect: Dialect): Answer {
  const name = path.replace(/^\/|\/$/g, '');
  const methods = routes
    .filter((route) => isKnown(route, dialect) && toPattern(route.path).test(path))
    .map((route) => route.method);
  if (methods.length === 0) return { status: 404, body: { message: `The route ${name} could not be found.` } };
  const allow = methods.join(', ');
  const message = `The ${method} method is not supported for route ${name}. Supported methods: ${allow}.`;
  return { status: 405, headers: { allow }, body: { message } };
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`);
}
