import { vi } from 'vitest';

/** Resolves as soon as the assertion holds; patient, since machines that run tests are busy. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: 10_000, interval: 10 });
}
