import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { freePort } from './free-port.ts';
import { startProgram } from './program.ts';
import { startStack } from './stack.ts';

const MAIN = fileURLToPath(new URL('../examples/supergraph/main.ts', import.meta.url));

const ADD_NOTE = 'mutation ($input: AddTeamNoteInput!) { addTeamNote(input: $input) { note { text } } }';

/** The example's router, in front of its notes and of the GetSales subgraph at `getsalesUrl`. */
async function startSupergraph(getsalesUrl: string) {
  const program = startProgram(MAIN, { GETSALES_GRAPHQL_URL: getsalesUrl, ROUTER_PORT: '0' });
  const [, url = ''] = await program.printed(/Supergraph +(\S+)/);
  return Object.assign(program, { url });
}

async function startPassthrough() {
  const stack = await startStack({ AUTH_MODE: 'passthrough', GETSALES_API_KEY: '' });
  return Object.assign(stack, { headers: { authorization: `Bearer ${stack.apiKey}` } });
}

it('crosses both subgraphs through a real router, from either side, with the key of the caller', async () => {
  await using stack = await startPassthrough();
  await using supergraph = await startSupergraph(stack.url);
  const ofTwo =
    '{ leads(first: 2) { nodes { uuid name teamNotes(first: 1) { edges { node { text } } pageInfo { hasNextPage } } } } }';
  const { data: before } = await ask<{ leads: { nodes: { uuid: string; name: string }[] } }>(
    supergraph.url,
    '{ leads(first: 1) { nodes { uuid name } } }',
    {},
    stack.headers,
  );
  const [lead] = before.leads.nodes;
  await ask(supergraph.url, ADD_NOTE, { input: { leadUuid: lead?.uuid, text: 'Likes short messages' } });

  expect(await ask(supergraph.url, ofTwo, {}, stack.headers)).toEqual({
    data: {
      leads: {
        nodes: [
          {
            ...lead,
            teamNotes: { edges: [{ node: { text: 'Likes short messages' } }], pageInfo: { hasNextPage: false } },
          },
          {
            uuid: expect.any(String),
            name: expect.any(String),
            teamNotes: { edges: [], pageInfo: { hasNextPage: false } },
          },
        ],
      },
    },
  });
  expect(await ask(supergraph.url, '{ latestNotes { text lead { name } } }', {}, stack.headers)).toEqual({
    data: { latestNotes: [{ text: 'Likes short messages', lead: { name: lead?.name } }] },
  });
});

it('brings our error codes through the router, beside what the other subgraph knows', async () => {
  await using stack = await startPassthrough();
  await using supergraph = await startSupergraph(stack.url);
  await ask(supergraph.url, ADD_NOTE, { input: { leadUuid: crypto.randomUUID(), text: 'Nobody' } });

  expect(await ask(supergraph.url, '{ latestNotes { text lead { name } } }')).toMatchObject({
    data: { latestNotes: [{ text: 'Nobody', lead: { name: null } }] },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(await ask(supergraph.url, '{ leads(first: 501) { totalCount } }', {}, stack.headers)).toMatchObject({
    data: { leads: null },
    errors: [{ path: ['leads'], extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

it('sends a failed query again, and a failed mutation never', async () => {
  const received: string[] = [];
  await using getsales = createServer(async (request, response) => {
    received.push((await text(request)).includes('mutation') ? 'mutation' : 'query');
    response.writeHead(503).end();
  });
  const port = await freePort();
  await once(getsales.listen(Number(port), '127.0.0.1'), 'listening');
  await using supergraph = await startSupergraph(`http://127.0.0.1:${port}/graphql`);

  await ask(supergraph.url, 'mutation { deleteLead(input: { leadId: "x" }) { deletedLeadId } }');
  await ask(supergraph.url, '{ leads { totalCount } }');

  expect(received).toEqual(['mutation', 'query', 'query', 'query']);
});

it('resolves references to leads by global ID and by UUID, side by side', async () => {
  await using stack = await startStack();
  const { data } = await ask<{ leads: { nodes: { id: string; uuid: string; name: string }[] } }>(
    stack.url,
    '{ leads(first: 2) { nodes { id uuid name } } }',
  );
  const [one, other] = data.leads.nodes;

  expect(
    await ask(
      stack.url,
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Lead { name } } }',
      {
        representations: [
          { __typename: 'Lead', id: one?.id },
          { __typename: 'Lead', uuid: other?.uuid },
          { __typename: 'Lead', uuid: crypto.randomUUID() },
        ],
      },
    ),
  ).toEqual({ data: { _entities: [{ name: one?.name }, { name: other?.name }, null] } });
});
