import type { Context, Create } from './context.ts';

/**
 * Creates a value once for each operation, at its first use. The context holds it, not a `WeakMap` as in Pothos' context caches:
 * values in a `WeakMap` survive minor garbage collections, and whole answers with them.
 */
export function perOperation<T>(create: Create<T>) {
  const find = (context: Context): T => {
    const found = context.made?.get(create);
    if (found !== undefined) return found;
    const value = create(context);
    context.made ??= new Map();
    context.made.set(create, value);
    return value;
  };
  return Object.assign(find, {
    delete: ({ made }: Pick<Context, 'made'>): void => void made?.delete(create),
  });
}
