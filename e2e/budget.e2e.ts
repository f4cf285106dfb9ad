import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { loggedRequests, setDialect } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

const LIMIT = 10;
const CALLERS = 6;

/** More than a minute: the last requests leave when the first have been forgotten. */
it('never asks for more in any minute than GetSales allows', { timeout: 120_000 }, async () => {
  await using stack = await startStack({
    UPSTREAM_REQUESTS_PER_MINUTE: `${LIMIT}`,
    UPSTREAM_MAX_WAIT_MS: '90000',
    OPERATION_TIMEOUT_MS: '90000',
  });
  await setDialect(stack.upstreamUrl, { requestsPerMinute: LIMIT });
  const read = (index: number) => ask(stack.url, `{ leads(first: ${index + 1}) { nodes { uuid } } }`);
  const answers = await Promise.all(Array.from({ length: LIMIT + CALLERS }, (_, index) => read(index)));
  expect(answers.filter(({ errors }) => errors)).toEqual([]);
  const statuses = async () => (await loggedRequests(stack.upstreamUrl)).map(({ status }) => status);
  await expect.poll(statuses).toEqual(Array(LIMIT + CALLERS).fill(200));
});
