import { serverAudits } from 'graphql-http';
import { afterAll, expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { startStack } from './stack.ts';

const stack = await startStack();
afterAll(() => stack[Symbol.asyncDispose]());

/** The audits, with the content type of the adapter under test. */
const fetchFn: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  if (headers.get('content-type')?.startsWith('application/json')) headers.set('content-type', JSON_TYPE);
  return fetch(input, { ...init, headers });
};

for (const audit of serverAudits({ url: stack.url, fetchFn })) {
  it(audit.name, async () => {
    const result = await audit.fn();
    expect(result).toMatchObject({ status: 'ok' });
  });
}
