import { serverAudits } from 'graphql-http';
import { afterAll, expect, it } from 'vitest';
import { startStack } from './stack.ts';

const stack = await startStack();
afterAll(() => stack[Symbol.asyncDispose]());

for (const audit of serverAudits({ url: stack.url, fetchFn: fetch })) {
  it(audit.name, async () => {
    const result = await audit.fn();
    expect(result).toMatchObject({ status: 'ok' });
  });
}
