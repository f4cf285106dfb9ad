import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import type { Answer } from './front.ts';
import { outcomeOf, startSending } from './sending.ts';
import { bearer, createIssuerKey, jwtEnv, sign, startJwtStack, VENDOR_KEY } from './tokens.ts';

const key = await createIssuerKey();
const env = await jwtEnv(key);
const sandbox = { keys: { [VENDOR_KEY]: { teamId: 1 } } };

const tokenWith = async (scope: unknown) => bearer(await sign(key, { claims: { scope } }));

const refusedIn = ({ errors = [] }: Answer<unknown>) =>
  errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions?.['code']}`);

it('nulls only the fields that the token does not allow, before anything is requested for them', async () => {
  await using stack = await startJwtStack(env);
  const answer = await stack.query(
    `{
      leads(first: 1) { nodes { uuid list { uuid } messages(first: 1) { totalCount } } }
      messages(first: 1) { totalCount }
      leadTags { uuid }
      upstreamBudget { limit }
    }`,
    {},
    await tokenWith('leads:read openid'),
  );
  expect(answer.data).toMatchObject({
    leads: { nodes: [{ list: null, messages: null }] },
    messages: null,
    leadTags: null,
    upstreamBudget: { limit: 300 },
  });
  expect(refusedIn(answer).toSorted()).toEqual([
    'leadTags FORBIDDEN',
    'leads.nodes.0.list FORBIDDEN',
    'leads.nodes.0.messages FORBIDDEN',
    'messages FORBIDDEN',
  ]);
  expect(answer.errors).toContainEqual(
    expect.objectContaining({ path: ['messages'], message: expect.stringContaining('messages:read') }),
  );
  expect(stack.upstream).toHaveLength(1);
});

it('asks node, nodes and _entities for the scope of each type', async () => {
  await using stack = await startJwtStack(env);
  const { leads, messages } = stack.sandbox.worldOf(1);
  const ids = [`Lead:${leads.all()[0]?.uuid}`, `Message:${messages.all()[0]?.uuid}`];
  const answer = await stack.query(
    `query ($ids: [ID!]!, $message: ID!, $refs: [_Any!]!) {
      node(id: $message) { id }
      nodes(ids: $ids) { id }
      _entities(representations: $refs) { __typename ... on Lead { uuid } ... on Message { uuid } }
    }`,
    {
      ids: ids.map((id) => btoa(id)),
      message: btoa(ids[1] ?? ''),
      refs: ids.map((id) => ({ __typename: id.split(':')[0], uuid: id.split(':')[1] })),
    },
    await tokenWith('leads:read'),
  );
  expect(refusedIn(answer).toSorted()).toEqual(['_entities.1 FORBIDDEN', 'node FORBIDDEN', 'nodes.1 FORBIDDEN']);
  expect(answer.data).toMatchObject({ node: null, nodes: [{}, null], _entities: [{ __typename: 'Lead' }, null] });
  expect(stack.upstream.join()).not.toContain('messages');
});

it('writes nothing for a token that may only read', async () => {
  await using sending = await startSending({ env, sandbox });
  const { stack, thread } = sending;
  const reader = await tokenWith('leads:read messages:read workspace:read leads:write');
  expect(outcomeOf(await sending.send({}, reader))).toBe('FORBIDDEN');
  const flowId = crypto.randomUUID();
  const answer = await stack.query(
    `mutation ($flowId: ID!, $leadId: ID!) {
      startFlow(input: { flowId: $flowId }) { flow { uuid } }
      deleteMessage(input: { messageId: $leadId }) { deletedMessageId }
    }`,
    { flowId, leadId: thread.leadId },
    reader,
  );
  expect(refusedIn(answer)).toEqual(['startFlow FORBIDDEN', 'deleteMessage FORBIDDEN']);
  expect(stack.upstream).toEqual([]);
});

it('answers a write with what it wrote, and with nothing else that the token may not read', async () => {
  await using sending = await startSending({ env, sandbox });
  const answer = await sending.stack.query(
    `mutation ($input: SendMessageInput!) {
      sendMessage(input: $input) { replayed message { text lead { uuid } } }
    }`,
    { input: { ...sending.thread, text: 'Hello' } },
    await tokenWith('messages:send'),
  );
  expect(answer.data).toEqual({ sendMessage: { replayed: false, message: { text: 'Hello', lead: null } } });
  expect(refusedIn(answer)).toEqual(['sendMessage.message.lead FORBIDDEN']);
  expect(sending.stored()).toEqual(['Hello']);
});

it.each([
  ['scope, as text', { scope: 'openid leads:read' }],
  ['scope, as a list', { scope: ['leads:read'] }],
  ['scopes', { scopes: ['leads:read'] }],
  ['scp, as a list', { scp: ['leads:read'] }],
  ['scp, as text', { scp: 'leads:read email' }],
])('reads scopes from the claim %s', async (_, claims) => {
  await using stack = await startJwtStack(env);
  const { errors } = await stack.query('{ leads(first: 1) { totalCount } }', {}, bearer(await sign(key, { claims })));
  expect(errors).toBeUndefined();
});

it.each([
  {},
  { scope: '' },
  { scope: 7 },
  { scope: { 'leads:read': true } },
  { scope: 'leads:reader LEADS:READ leads' },
])('takes nothing else for a scope: %j', async (claims) => {
  await using stack = await startJwtStack(env);
  const answer = await stack.query('{ leads(first: 1) { totalCount } }', {}, bearer(await sign(key, { claims })));
  expect(refusedIn(answer)).toEqual(['leads FORBIDDEN']);
  expect(stack.upstream).toEqual([]);
});

it("keeps the idempotency keys of two subjects apart, and one subject's over its tokens", async () => {
  await using sending = await startSending({ env, sandbox });
  const of = async (sub: string) => bearer(await sign(key, { claims: { sub, scope: 'messages:send' } }));
  const send = async (sub: string) => outcomeOf(await sending.send({ idempotencyKey: 'key' }, await of(sub)));
  expect([await send('watson'), await send('watson'), await send('holmes')]).toEqual(['sent', 'replayed', 'sent']);
});

/** A file of keys per team, replaced as a mounted secret is. */
function keysFile(teams: object) {
  const folder = mkdtempSync(join(tmpdir(), 'team-keys-'));
  const path = join(folder, 'keys.json');
  const write = (text: string) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };
  write(JSON.stringify(teams));
  return { path, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const { GETSALES_API_KEY: _, ...envWithoutKey } = env;
const TEAMS = { sales: { apiKey: 'key-of-sales' }, support: { apiKey: 'key-of-support', teamId: '3' } };
const teamSandbox = { keys: { 'key-of-sales': { teamId: 1 }, 'key-of-support': { teamId: 2, otherTeamIds: [3] } } };
const teamEnv = (path: string) => ({
  ...envWithoutKey,
  GETSALES_API_KEYS_FILE: path,
  JWT_TEAM_CLAIM: 'https://company/team',
});

const tokenOf = async (team: unknown) =>
  bearer(await sign(key, { claims: { scope: 'leads:read', 'https://company/team': team } }));

it('uses the upstream key of the team in the token', async () => {
  using file = keysFile(TEAMS);
  await using stack = await startJwtStack(teamEnv(file.path), { sandbox: teamSandbox });
  for (const team of ['sales', 'support']) {
    await stack.query('{ leads(first: 1) { totalCount } }', {}, await tokenOf(team));
  }
  expect(stack.sandbox.requests.map(({ apiKey, teamId }) => [apiKey, teamId])).toEqual([
    ['key-of-sales', 1],
    ['key-of-support', 3],
  ]);
});

it.each(['marketing', '__proto__', 'constructor', 'toString', '', undefined, null, ['sales'], { sales: 1 }])(
  'forbids everything to a team without a key: %j',
  async (team) => {
    using file = keysFile(TEAMS);
    await using stack = await startJwtStack(teamEnv(file.path), { sandbox: teamSandbox });
    const answer = await stack.query('{ leads(first: 1) { totalCount } }', {}, await tokenOf(team));
    expect(refusedIn(answer)).toEqual(['leads FORBIDDEN']);
    expect(stack.upstream).toEqual([]);
  },
);

it('takes over a changed file, and keeps the keys while the new one cannot be used', async () => {
  using file = keysFile(TEAMS);
  await using stack = await startJwtStack(teamEnv(file.path), { sandbox: teamSandbox });
  const ask = async (team: string) =>
    refusedIn(await stack.query('{ leads(first: 1) { totalCount } }', {}, await tokenOf(team)));
  file.write('{ "sales": { "apiKey": "key-of-sa');
  await eventually(() => expect(stack.log.join('')).toContain('the keys stay as they are: it is not JSON'));
  expect(await ask('sales')).toEqual([]);
  file.write(JSON.stringify({ ...TEAMS, marketing: TEAMS.sales }));
  await eventually(async () => expect(await ask('marketing')).toEqual([]));
});
