import { createHmac } from 'node:crypto';
import { defaultParamsSerializer } from '@graphql-mesh/hmac-upstream-signature';
import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

const SECRET = 'the-word-of-the-router';
const env = { ROUTER_SECRET: SECRET };

const QUERY = 'query ($first: Int) { leads(first: $first) { totalCount } }';

/** The signature as the router's own plugin writes it. */
function signatureOf(params: object, secret = SECRET): string {
  return createHmac('sha256', secret)
    .update(defaultParamsSerializer(params) ?? '')
    .digest('base64');
}

function signed(params: object, signature = signatureOf(params)) {
  return { ...params, extensions: { 'hmac-signature': signature } };
}

async function outcomeOf({ post }: Stack, body: object) {
  const response = await post(body);
  const answer = await response.json();
  return [response.status, answer.errors?.[0]?.extensions.code];
}

it.each([
  { query: QUERY },
  { query: QUERY, variables: {} },
  { query: QUERY, variables: { first: 1 }, operationName: null },
  { query: QUERY, variables: { first: 1, b: { z: [1, 2.5, -0, 1e21], a: 'Zoë \u2028 "quoted"' }, 10: 'ten', 9: null } },
])('answers what the router has signed: %j', async (params) => {
  await using stack = await startStack({ env });
  expect(await outcomeOf(stack, signed(params))).toEqual([200, undefined]);
});

const PARAMS = { query: QUERY, variables: { first: 1 } };

it('refuses what is unsigned with 401, and leaves health open', async () => {
  await using stack = await startStack({ env });
  expect(await outcomeOf(stack, PARAMS)).toEqual([401, 'UNAUTHENTICATED']);
  expect(stack.upstream).toEqual([]);
  expect((await fetch(`${stack.gateway.url}/health/ready`)).status).toBe(200);
});

it('tells neither the secret nor a signature to the log', async () => {
  await using stack = await startStack({ env });
  await stack.post(signed(PARAMS));
  await stack.post(signed(PARAMS, signatureOf(PARAMS, 'a-guess')));
  expect(stack.log.join('')).not.toContain(SECRET);
  expect(stack.log.join('')).not.toContain(signatureOf(PARAMS));
});
