import type { Dialect } from './dialect.ts';
import type { Answer, Route } from './route.ts';

/** Laravel's own answer to a path or a method it has no route for. It has no `error.reason`, unlike a missing row's. */
export function toUnknownRoute(method: string, path: string, routes: readonly Route[], dialect: Dialect): Answer {
  const name = path.replace(/^\/|\/$/g, '');
  const methods = routes
    .filter((route) => route.exists?.(dialect) !== false && toPattern(route.path).test(path))
    .map((route) => route.method);
  if (methods.length === 0) return { status: 404, body: { message: `The route ${name} could not be found.` } };
  const allow = methods.join(', ');
  const message = `The ${method} method is not supported for route ${name}. Supported methods: ${allow}.`;
  return { status: 405, headers: { allow }, body: { message } };
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`);
}
