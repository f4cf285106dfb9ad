import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { upstreamRequests } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

const LEADS = '{ leads { totalCount } }';

it('forwards the key of the caller, and asks nothing upstream without one', async () => {
  await using stack = await startStack({ AUTH_MODE: 'passthrough', GETSALES_API_KEY: '' });

  const refused = { data: { leads: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };
  expect(await ask(stack.url, LEADS)).toMatchObject(refused);
  expect(await upstreamRequests(stack.upstreamUrl)).toEqual([]);

  expect(await ask(stack.url, LEADS, {}, { authorization: 'Bearer somebody-else' })).toMatchObject(refused);
  expect(await ask(stack.url, LEADS, {}, { authorization: `Bearer ${stack.apiKey}` })).toEqual({
    data: { leads: { totalCount: 300 } },
  });
  expect(await upstreamRequests(stack.upstreamUrl)).toHaveLength(2);
});
