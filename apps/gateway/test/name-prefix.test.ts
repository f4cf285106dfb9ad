import { createSchema } from '@getsales-gateway/schema';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import { createExampleTabs } from '../src/graphiql/examples.ts';
import { type StackOptions, startStack } from './stack.ts';

/** A graph in which every name begins with the company's. */

const globalId = (type: string, uuid: string | undefined) => Buffer.from(`${type}:${uuid}`).toString('base64');

function startAcme({ env, ...options }: StackOptions = {}) {
  return startStack({ env: { GRAPH_NAME_PREFIX: 'Acme', ...env }, ...options });
}

it('answers by prefixed root fields, types and global IDs, and by no others', async () => {
  await using stack = await startAcme({ sandbox: { size: { leads: 2 } } });
  const [lead] = stack.sandbox.world.leads.all();
  const id = globalId('AcmeLead', lead?.uuid);
  const node = { __typename: 'AcmeLead', id, uuid: lead?.uuid, name: lead?.name };
  const FIELDS = '{ __typename id uuid ... on AcmeLead { name } }';
  expect(await stack.query(`query ($id: ID!) { acmeLead(id: $id) { __typename id uuid name } }`, { id })).toEqual({
    data: { acmeLead: node },
  });
  expect(await stack.query(`{ acmeLead(id: "${id}") { __typename id uuid name } }`)).toEqual({
    data: { acmeLead: node },
  });
  expect(await stack.query(`{ node(id: "${id}") { __typename id ... on AcmeLead { uuid name } } }`)).toEqual({
    data: { node },
  });
  expect(
    await stack.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) ${FIELDS.replace('uuid', '...on AcmeLead { uuid }')} }`,
      { ids: [id] },
    ),
  ).toEqual({
    data: { nodes: [node] },
  });
  for (const document of ['{ leads { totalCount } }', `{ node(id: "${id}") { ... on Lead { id } } }`]) {
    const { errors } = await stack.query(document);
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  }
});

it.each(['id', 'uuid'] as const)('resolves references by %s, from variables and from the document', async (key) => {
  await using stack = await startAcme({ sandbox: { size: { leads: 2 } } });
  const [lead] = stack.sandbox.world.leads.all();
  const value = key === 'id' ? globalId('AcmeLead', lead?.uuid) : lead?.uuid;
  const selection = '{ __typename ... on AcmeLead { id name } }';
  const expected = {
    data: { _entities: [{ __typename: 'AcmeLead', id: globalId('AcmeLead', lead?.uuid), name: lead?.name }] },
  };
  const inVariables = `query ($references: [_Any!]!) { _entities(representations: $references) ${selection} }`;
  expect(await stack.query(inVariables, { references: [{ __typename: 'AcmeLead', [key]: value }] })).toEqual(expected);
  const inDocument = `{ _entities(representations: [{ __typename: "AcmeLead", ${key}: "${value}" }]) ${selection} }`;
  expect(await stack.query(inDocument)).toEqual(expected);
});

it('refuses ids and references of the graph without the prefix, each in its own place, before any request', async () => {
  await using stack = await startAcme({ sandbox: { size: { leads: 1 } } });
  const [lead] = stack.sandbox.world.leads.all();
  const id = globalId('Lead', lead?.uuid);
  const documents = [
    `{ acmeLead(id: "${id}") { id name } }`,
    `{ node(id: "${id}") { id } }`,
    `{ acmeLeads(filter: { listId: "${globalId('LeadList', lead?.list_uuid)}" }) { totalCount } }`,
    `{ _entities(representations: [{ __typename: "Lead", uuid: "${lead?.uuid}" }]) { __typename } }`,
    `{ _entities(representations: [{ __typename: "AcmeLead", id: "${id}" }]) { __typename } }`,
    `{ acmeLead(id: "${globalId('AcmeFlow', lead?.uuid)}") { id name } }`,
  ];
  for (const document of documents) {
    const { data, errors } = await stack.query(document);
    expect(data).toBeDefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, path: expect.anything() }]);
  }
  expect(stack.upstream).toEqual([]);
});

it('answers ids alone from the row in hand, filters by global IDs, and writes', async () => {
  await using stack = await startAcme({ sandbox: { size: { leads: 3 } } });
  const [lead] = stack.sandbox.world.leads.all();
  const listId = globalId('AcmeLeadList', lead?.list_uuid ?? undefined);
  const { data } = await stack.query<{ acmeLeads: { nodes: { list: object }[] } }>(
    'query ($listId: ID!) { acmeLeads(filter: { listId: $listId }) { nodes { list { __typename id } } } }',
    { listId },
  );
  expect(data?.acmeLeads.nodes[0]).toEqual({ list: { __typename: 'AcmeLeadList', id: listId } });
  expect(stack.upstream).toHaveLength(1);
  const leadId = globalId('AcmeLead', lead?.uuid);
  expect(
    await stack.query(
      'mutation ($input: AcmeDeleteLeadInput!) { acmeDeleteLead(input: $input) { __typename deletedLeadId } }',
      { input: { leadId } },
    ),
  ).toEqual({ data: { acmeDeleteLead: { __typename: 'AcmeDeleteLeadPayload', deletedLeadId: leadId } } });
});

it('tells routers the prefixed definitions', async () => {
  await using stack = await startAcme();
  const { data } = await stack.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
  expect(data?._service.sdl).toContain('type AcmeLead implements Node');
  expect(data?._service.sdl).toContain('acmeLeads(');
  expect(data?._service.sdl).not.toMatch(/\b(Lead|Flow|Message|GetSalesUser)\b(?=[^"]*$)/);
});

it('offers example tabs with the prefix, and they give data over the sandbox', async () => {
  const settings = { AUTH_MODE: 'open', GETSALES_API_KEY: 'sandbox-key', GRAPH_NAME_PREFIX: 'Acme' };
  await using stack = await startStack({ env: settings });
  for (const { query, variables = '{}' } of createExampleTabs(readEnv(settings))) {
    expect(query).toMatch(/^# [A-Z]/);
    expect(validate(createSchema('Acme'), parse(query))).toEqual([]);
    // A subscription gives nothing until something happens.
    if (/^subscription /m.test(query)) continue;
    const { data, errors } = await stack.query(query, JSON.parse(variables));
    expect(errors).toBeUndefined();
    for (const [name, value] of Object.entries(data ?? {})) {
      expect(name).toMatch(/^acme[A-Z]/);
      expect(value).not.toBeNull();
    }
  }
});
