import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { listen } from './listening.ts';
import { bearer, createIssuerKey, jwtEnv, sign, startJwtStack } from './tokens.ts';

const RECEIVED = 'subscription { messageReceived { cursor message { text lead { name } } } }';
const key = await createIssuerKey();
const env = { ...(await jwtEnv(key)), LIVE_POLL_MS: '50' };

it('asks for the scope of a subscription before anything is requested, and for those of its fields', async () => {
  await using stack = await startJwtStack(env);
  await using refused = await listen(stack, RECEIVED, {
    headers: bearer(await sign(key, { claims: { scope: 'leads:read' } })),
  });
  await eventually(() => expect(refused.results).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]));
  expect(stack.upstream).toEqual([]);
  await using heard = await listen(stack, RECEIVED, {
    headers: bearer(await sign(key, { claims: { scope: 'messages:read' } })),
  });
  const { clock, world } = stack.sandbox;
  clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'one', lead_uuid: world.leads.all()[0]?.uuid ?? null });
  await eventually(() =>
    expect(heard.results).toMatchObject([
      {
        data: { messageReceived: { message: { text: 'one', lead: null } } },
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      },
    ]),
  );
});

it('ends a subscription when its token ends', async () => {
  await using stack = await startJwtStack(env);
  // The leeway of 30 s is nearly over.
  const token = await sign(key, { expiresIn: -26 });
  await using listening = await listen(stack, RECEIVED, { headers: bearer(token) });
  await eventually(() => expect(listening.isComplete()).toBe(true));
  expect(listening.results).toEqual([]);
});
