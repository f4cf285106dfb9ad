import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { addFault, upstreamRequests } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

it('answers what is under way when it is told to stop, and exits with 0', async () => {
  await using stack = await startStack();
  await addFault(stack.upstreamUrl, { kind: 'delay', ms: 1000, path: '/leads/api/leads' });
  const answer = ask(stack.url, '{ leads { totalCount } }');
  await expect.poll(() => upstreamRequests(stack.upstreamUrl)).toHaveLength(1);

  stack.gateway.signal('SIGTERM');

  expect(await answer).toEqual({ data: { leads: { totalCount: 300 } } });
  expect(await stack.gateway.exitCode).toBe(0);
  await expect(fetch(stack.url)).rejects.toThrow();
});

it('ends the sandbox with 0, even while it holds back an answer', async () => {
  await using stack = await startStack();
  await addFault(stack.upstreamUrl, { kind: 'hang' });
  const answer = ask(stack.url, '{ leads { totalCount } }');
  await expect.poll(() => upstreamRequests(stack.upstreamUrl)).not.toHaveLength(0);

  stack.sandbox.signal('SIGTERM');

  expect(await stack.sandbox.exitCode).toBe(0);
  expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
});
