import type { Context, Create } from './context.ts';

/**
 * What is made once for each operation, at its first use. It hangs on the context and goes with it: what a `WeakMap` holds, as
 * Pothos' own context caches do, outlives every minor garbage collection, and whole answers with it.
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
