/** The recipes of the example: other subgraphs, Relay's refetch, tokens and signatures, callers who leave, a gateway that is not there. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ask } from './ask.ts';
import { freePort } from './free-port.ts';
import { startProgram } from './program.ts';
import { addFault } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

const MAIN = fileURLToPath(new URL('../examples/supergraph/main.ts', import.meta.url));

const ISSUER = 'https://login.example';
const AUDIENCE = 'company-graph';

async function startSupergraph(getsalesUrl: string, settings: Record<string, string> = {}) {
  const program = startProgram(MAIN, { GETSALES_GRAPHQL_URL: getsalesUrl, ROUTER_PORT: '0', ...settings });
  const [, url = ''] = await program.printed(/Supergraph +(\S+)/);
  return Object.assign(program, { url });
}

const FILL = `mutation ($account: AddAccountInput!) { addAccount(input: $account) { id } }`;
const ADD_DEAL = 'mutation ($deal: AddDealInput!) { addDeal(input: $deal) { id } }';

interface LeadNode {
  id: string;
  uuid: string;
  name: string;
  company: { domain: string };
}

it.each(['js', 'rust'])(
  'crosses CRM and GetSales in both directions, by UUID and by domain, with the planner in %s',
  async (planner) => {
    await using stack = await startStack();
    await using supergraph = await startSupergraph(stack.url, { ROUTER_PLANNER: planner });
    const { data } = await ask<{ leads: { nodes: LeadNode[] } }>(
      supergraph.url,
      '{ leads(first: 20) { nodes { id uuid name company { domain } } } }',
    );
    const lead = data.leads.nodes.find(({ company }) => company?.domain);
    const account = { name: 'Example', domain: lead?.company.domain, ownerEmail: 'owner@example.com' };
    const { data: added } = await ask<{ addAccount: { id: string } }>(supergraph.url, FILL, { account });
    const deal = { title: 'A deal', amount: 100, accountId: added.addAccount.id, leadUuid: lead?.uuid };
    await ask(supergraph.url, ADD_DEAL, { deal });

    expect(
      await ask(
        supergraph.url,
        'query ($id: ID!) { lead(id: $id) { name deals { title account { name } } company { account { name owner { email } } } } }',
        { id: lead?.uuid },
      ),
    ).toEqual({
      data: {
        lead: {
          name: lead?.name,
          deals: [{ title: 'A deal', account: { name: 'Example' } }],
          company: { account: { name: 'Example', owner: { email: 'owner@example.com' } } },
        },
      },
    });
    expect(await ask(supergraph.url, '{ deals { title lead { name } } }')).toEqual({
      data: { deals: [{ title: 'A deal', lead: { name: lead?.name } }] },
    });
    const refetch = 'query ($id: ID!) { node(id: $id) { __typename id ... on Lead { name deals { amount } } } }';
    expect(await ask(supergraph.url, refetch, { id: lead?.id })).toEqual({
      data: { node: { __typename: 'Lead', id: lead?.id, name: lead?.name, deals: [{ amount: 100 }] } },
    });
    expect(await ask(supergraph.url, refetch, { id: 'bm9ib2R5' })).toEqual({ data: { node: null } });
  },
);

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A company's login: its published keys, and tokens of it. */
async function startLogin() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    token: (scope: string) => toToken(privateKey, scope),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function toToken(key: KeyObject, scope: string): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', iat: seconds, exp: seconds + 300, scope };
  const signed = `${base64url({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${base64url(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

it('checks tokens at the router and again at the gateway, which answers nobody but the router', async () => {
  await using login = await startLogin();
  const shared = {
    ROUTER_SECRET: 'a-secret-of-both-sides-32-characters',
    JWT_JWKS_URL: login.url,
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
  };
  await using stack = await startStack({ AUTH_MODE: 'jwt', ...shared });
  await using supergraph = await startSupergraph(stack.url, shared);
  const headers = { authorization: `Bearer ${login.token('leads:read')}` };
  const query = '{ leads(first: 1) { nodes { name } } messages(first: 1) { totalCount } }';

  const { data, errors } = await ask<{ leads: object; messages: null }>(supergraph.url, query, {}, headers);
  expect(data).toMatchObject({ leads: { nodes: [{ name: expect.any(String) }] }, messages: null });
  expect(errors).toMatchObject([{ path: ['messages'], extensions: { code: 'FORBIDDEN' } }]);

  const tokenless = await fetch(supergraph.url, post(query));
  expect(tokenless.status).toBe(401);
  const lead = await leadOf(supergraph.url, headers);
  await ask(supergraph.url, ADD_NOTE, { input: { leadUuid: lead.uuid, text: 'Likes short messages' } }, headers);
  expect(await ask(supergraph.url, '{ latestNotes { lead { name } } }', {}, headers)).toEqual({
    data: { latestNotes: [{ lead: { name: lead.name } }] },
  });
  const reference = `{ _entities(representations: [{ __typename: "Lead", uuid: "${lead.uuid}" }]) { __typename } }`;
  for (const passing of [query, reference]) {
    const passedBy = await fetch(stack.url, post(passing, headers));
    expect(passedBy.status).toBe(401);
    expect(await passedBy.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
});

const ADD_NOTE = 'mutation ($input: AddTeamNoteInput!) { addTeamNote(input: $input) { note { text } } }';

async function leadOf(url: string, headers: Record<string, string>) {
  const query = '{ leads(first: 1) { nodes { uuid name } } }';
  const { data } = await ask<{ leads: { nodes: { uuid: string; name: string }[] } }>(url, query, {}, headers);
  return { uuid: '', name: '', ...data.leads.nodes[0] };
}

it('ends the reads of a caller who leaves the router', async () => {
  await using stack = await startStack();
  await using supergraph = await startSupergraph(stack.url);
  await addFault(stack.upstreamUrl, { kind: 'hang', path: '/leads/api/leads' });
  const asked = fetch(supergraph.url, {
    ...post('{ leads(first: 1) { nodes { name } } }'),
    signal: AbortSignal.timeout(1_000),
  });
  await expect(asked).rejects.toThrow();
  await stack.gateway.printed(/"aborted":true/);
});

it('has a file for each other router that gives the key of a caller to GetSales alone, and keeps its error codes', () => {
  const folder = new URL('../examples/supergraph/routers/', import.meta.url);
  const files = readdirSync(folder);
  expect(files.toSorted()).toEqual(['apollo-router.yaml', 'cosmo-router.yaml', 'hive-router.yaml']);
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { headers } = parse(text);
    expect(Object.keys(headers)).toEqual(['subgraphs']);
    expect(Object.keys(headers.subgraphs)).toEqual(['getsales']);
    expect(JSON.stringify(headers.subgraphs.getsales.request).toLowerCase()).toContain('authorization');
    expect(text).toMatch(/getsales: true|\[code, retryAfterMs/);
  }
});

it('says plainly that no gateway is there', async () => {
  const url = `http://127.0.0.1:${await freePort()}/graphql`;
  await using program = startProgram(MAIN, { GETSALES_GRAPHQL_URL: url, ROUTER_PORT: '0' });
  expect(await program.exitCode).toBe(1);
  expect(program.stderr).toContain(
    `No gateway answers at ${url}. Start it with \`npx -y pnpm@12 start\`, or name another in GETSALES_GRAPHQL_URL.\n`,
  );
});

function post(query: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query }),
  };
}
