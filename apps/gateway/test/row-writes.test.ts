import type { World } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

/** The writes of one kind of row. */
interface Case {
  /** The type, which the names of the mutations end with. */
  name: string;
  /** The payload's field; the name of the type unless said. */
  field?: string;
  /** The input field that names a row. */
  id: string;
  path: string;
  create: (world: World) => object;
  /** Left out for rows that cannot be changed. */
  update?: object;
  /** The bodies upstream, where they are not the same as the inputs. */
  created?: (world: World) => object;
  updated?: object;
  /** What is read of the row, and what it says. */
  shows: string;
  rows: (world: World) => { size: number };
  /** The list that is read after a lost answer; `GET` of the path unless said. */
  lookup?: string;
  /** A field as GetSales refuses it, and its name in the input. */
  refused: [wire: string, field: string];
}

const CASES: Case[] = [
  {
    name: 'LeadList',
    id: 'listId',
    path: '/leads/api/lists',
    create: () => ({ name: 'Prospects' }),
    update: { name: 'Customers' },
    shows: 'name',
    rows: ({ lists }) => lists,
    refused: ['name', 'name'],
  },
  {
    name: 'LeadTag',
    id: 'tagId',
    path: '/leads/api/tags',
    create: () => ({ name: 'brand new', color: '#33aa55' }),
    update: { color: null },
    shows: 'name color',
    rows: ({ tags }) => tags,
    refused: ['color', 'color'],
  },
  {
    name: 'PipelineStage',
    id: 'pipelineStageId',
    path: '/leads/api/pipeline-stages',
    create: () => ({ name: 'Demo booked', object: 'COMPANY', category: 'positive', order: 9 }),
    created: () => ({ name: 'Demo booked', object: 'company', category: 'positive', order: 9 }),
    update: { name: 'Demo held' },
    shows: 'name object category order',
    rows: ({ pipelineStages }) => pipelineStages,
    refused: ['category', 'category'],
  },
  {
    name: 'GetSalesCustomField',
    field: 'customField',
    id: 'customFieldId',
    path: '/leads/api/custom-fields',
    create: () => ({ name: 'Region', object: 'LEAD' }),
    created: () => ({ name: 'Region', object: 'lead' }),
    update: { order: 5 },
    shows: 'name order',
    rows: ({ customFields }) => customFields,
    refused: ['name', 'name'],
  },
  {
    name: 'LeadNote',
    id: 'noteId',
    path: '/leads/api/notes',
    create: (world) => ({ leadId: world.leads.all()[0]?.uuid, note: 'Call later' }),
    created: (world) => ({ object: 'lead', object_uuid: world.leads.all()[0]?.uuid, note: 'Call later' }),
    update: { note: 'Called' },
    shows: 'note lead { uuid }',
    rows: ({ notes }) => notes,
    refused: ['object_uuid', 'leadId'],
  },
  {
    name: 'LeadCompany',
    id: 'companyId',
    path: '/leads/api/companies',
    create: (world) => ({ name: 'Widgets Ltd', domain: 'widgets.example', listIds: [world.lists.all()[0]?.uuid] }),
    created: (world) => ({
      companies: [{ name: 'Widgets Ltd', domain: 'widgets.example' }],
      list_uuids: [world.lists.all()[0]?.uuid],
    }),
    update: { dealSize: 12.5, replaceTags: ['vip'] },
    updated: { deal_size: 12.5, tags: ['vip'] },
    shows: 'name domain dealSize',
    rows: ({ companies }) => companies,
    lookup: 'POST /leads/api/companies/list',
    refused: ['companies.0.year_established', 'yearEstablished'],
  },
  {
    name: 'BlacklistedLead',
    id: 'blacklistedLeadId',
    path: '/leads/api/leads-blacklist',
    create: () => ({ linkedin: 'robin-sample', companyName: 'Widgets Ltd' }),
    created: () => ({ linkedin: 'robin-sample', company_name: 'Widgets Ltd' }),
    shows: 'linkedin companyName',
    rows: ({ leadBlacklistEntries }) => leadBlacklistEntries,
    refused: ['company_name', 'companyName'],
  },
  {
    name: 'BlacklistedCompany',
    id: 'blacklistedCompanyId',
    path: '/leads/api/companies-blacklist',
    create: () => ({ domain: 'widgets.example' }),
    shows: 'domain',
    rows: ({ companyBlacklistEntries }) => companyBlacklistEntries,
    refused: ['domain', 'domain'],
  },
  {
    name: 'GetSalesWebhook',
    field: 'webhook',
    id: 'webhookId',
    path: '/integrations/api/webhooks',
    create: () => ({ name: 'Replies', event: 'contact_replied_email', targetUrl: 'https://hooks.example.org/x' }),
    created: () => ({
      name: 'Replies',
      event: 'contact_replied_email',
      target_url: 'https://hooks.example.org/x',
      request_method: 'POST',
      status: 'on',
    }),
    update: { status: 'off' },
    shows: 'name event status targetUrl',
    rows: ({ webhooks }) => webhooks,
    refused: ['target_url', 'targetUrl'],
  },
];

const changeable = CASES.filter(({ update }) => update !== undefined);
const start = (env: Record<string, string> = {}) => startStack({ env, sandbox: { size: { leads: 3, messages: 0 } } });

interface Payload {
  outcome?: string;
  deletedId?: string;
}

async function write(
  stack: Stack,
  verb: 'create' | 'update' | 'delete',
  { name, field = `${name[0]?.toLowerCase()}${name.slice(1)}`, shows }: Case,
  input: object,
) {
  const selection = verb === 'delete' ? 'deletedId' : `outcome ${field} { uuid ${shows} }`;
  const { data, errors } = await stack.query<Record<string, (Payload & Record<string, { uuid: string }>) | null>>(
    `mutation ($input: ${verb[0]?.toUpperCase()}${verb.slice(1)}${name}Input!) {
      ${verb}${name}(input: $input) { ${selection} }
    }`,
    { input },
  );
  const payload = data?.[`${verb}${name}`];
  return { payload, row: payload?.[field], errors };
}

it.each(CASES)('creates, changes and deletes $name by one request each', async (each) => {
  const { name, id, path, create, created = create, update, updated = update, rows } = each;
  await using stack = await start();
  const { world } = stack.sandbox;
  const before = rows(world).size;
  const made = await write(stack, 'create', each, create(world));
  expect(made.errors).toBeUndefined();
  expect(made.payload?.outcome).toBe('CREATED');
  const uuid = made.row?.uuid ?? '';
  if (update) {
    const changed = await write(stack, 'update', each, { [id]: uuid, ...update });
    expect(changed.errors).toBeUndefined();
    expect(changed.payload?.outcome).toBe('UPDATED');
    expect(changed.row?.uuid).toBe(uuid);
  }
  expect(sent(stack)).toEqual([created(world), ...(update ? [updated] : [])]);
  const gone = await write(stack, 'delete', each, { [id]: globalId(name, uuid) });
  expect(gone.errors).toBeUndefined();
  expect(gone.payload?.deletedId).toBe(globalId(name, uuid));
  expect(tally(stack)).toEqual({
    [`POST ${path}`]: 1,
    ...(update && { [`PUT ${path}/{uuid}`]: 1 }),
    [`DELETE ${path}/{uuid}`]: 1,
  });
  expect(rows(world).size).toBe(before);
});

it.each(CASES)('names what GetSales refuses of $name after the input', async (each) => {
  const { path, create, refused, rows } = each;
  const [wire, field] = refused;
  await using stack = await start();
  const { world, faults } = stack.sandbox;
  const before = rows(world).size;
  const body = {
    error: { reason: 'validation_error', message: 'No', data: { [wire]: ['It is refused.'] } },
    code: 422,
  };
  faults.add({ kind: 'status', status: 422, method: 'POST', path, body, times: 1 });
  const { payload, errors } = await write(stack, 'create', each, create(world));
  expect(payload).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: { [field]: ['It is refused.'] } } }]);
  expect(tally(stack)).toEqual({ [`POST ${path}`]: 1 });
  expect(rows(world).size).toBe(before);
});

it.each(CASES)('says that there is no such $name to change or delete', async (each) => {
  const { id, path, update } = each;
  await using stack = await start();
  for (const verb of update ? (['update', 'delete'] as const) : (['delete'] as const)) {
    const { payload, errors } = await write(stack, verb, each, { [id]: NOBODY, ...(verb === 'update' && update) });
    expect(payload).toBeNull();
    expect(errors, verb).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  }
  expect(tally(stack)).toEqual({ ...(update && { [`PUT ${path}/{uuid}`]: 1 }), [`DELETE ${path}/{uuid}`]: 1 });
});

it.each(CASES)('makes no second $name when answers are lost', async (each) => {
  const { id, path, create, update, rows, lookup = `GET ${path}` } = each;
  await using stack = await start();
  const { world, faults } = stack.sandbox;
  const before = rows(world).size;
  const lose = (method: 'POST' | 'PUT' | 'DELETE') =>
    faults.add({ kind: 'reset-after-storing', method, path, times: 1 });
  lose('POST');
  const made = await write(stack, 'create', each, create(world));
  expect(made.errors).toBeUndefined();
  expect(made.payload?.outcome).toBe('CREATED');
  expect(rows(world).size).toBe(before + 1);
  expect(tally(stack)).toEqual({ [`POST ${path}`]: 1, [lookup]: 1 });
  stack.forget();
  if (update) {
    lose('PUT');
    const changed = await write(stack, 'update', each, { [id]: made.row?.uuid, ...update });
    expect(changed.payload?.outcome).toBe('UPDATED');
    expect(tally(stack)).toEqual({ [`PUT ${path}/{uuid}`]: 2 });
  }
  stack.forget();
  lose('DELETE');
  const gone = await write(stack, 'delete', each, { [id]: made.row?.uuid });
  expect(gone.errors).toBeUndefined();
  expect(rows(world).size).toBe(before);
  expect(tally(stack)).toEqual({ [`DELETE ${path}/{uuid}`]: 2 });
});

it('leaves a creation in doubt where nothing shows it, and does not repeat it', async () => {
  await using stack = await start();
  const [list] = CASES;
  if (!list) return expect.unreachable();
  stack.sandbox.faults.add({ kind: 'status', status: 503, method: 'POST', path: list.path });
  const { errors } = await write(stack, 'create', list, list.create(stack.sandbox.world));
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  expect(tally(stack)).toEqual({ 'POST /leads/api/lists': 1, 'GET /leads/api/lists': 3 });
});

it('has a list of that name from before, which is not the new one', async () => {
  await using stack = await start();
  const [list] = CASES;
  if (!list) return expect.unreachable();
  const { world, faults } = stack.sandbox;
  world.lists.insert({ name: 'Prospects', created_at: '2020-01-01T00:00:00.000000Z' });
  faults.add({ kind: 'reset', method: 'POST', path: list.path });
  const { payload, errors } = await write(stack, 'create', list, list.create(world));
  expect(payload).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
});

it('returns a company that GetSales has already, and says so', async () => {
  await using stack = await start();
  const company = CASES.find(({ name }) => name === 'LeadCompany');
  if (!company) return expect.unreachable();
  const { uuid } = stack.sandbox.world.companies.insert({
    domain: 'widgets.example',
    created_at: '2020-01-01T00:00:00.000000Z',
  });
  const { payload, row } = await write(stack, 'create', company, company.create(stack.sandbox.world));
  expect(payload?.outcome).toBe('SKIPPED');
  expect(row?.uuid).toBe(uuid);
});

it('refuses before any request what cannot be right', async () => {
  await using stack = await start();
  const refused = async (mutation: string) => {
    const { errors } = await stack.query(`mutation { ${mutation} { __typename } }`);
    expect(errors, mutation).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  };
  await refused(`createLeadNote(input: { note: "on nothing" })`);
  await refused(`createLeadNote(input: { note: "on two", leadId: "${NOBODY}", companyId: "${NOBODY}" })`);
  await refused('createBlacklistedLead(input: {})');
  await refused('createBlacklistedCompany(input: { name: " " })');
  await refused('createGetSalesWebhook(input: { name: "x", event: "y", targetUrl: "ftp://example.com" })');
  await refused(`updateLeadTag(input: { tagId: "${NOBODY}" })`);
  await refused(`deleteLeadTag(input: { tagId: "${globalId('LeadList', NOBODY)}" })`);
  expect(stack.upstream).toEqual([]);
});

it('has a code of its own for paths that an upstream does not know', async () => {
  await using stack = await startStack({
    sandbox: { size: { leads: 3, messages: 0 }, dialect: { undocumentedPaths: 'unknown' } },
  });
  for (const each of changeable.filter(({ name }) => name !== 'LeadCompany')) {
    const { payload, errors } = await write(stack, 'update', each, { [each.id]: NOBODY, ...each.update });
    expect(payload).toBeNull();
    expect(errors, each.name).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
  }
});

it('shows what was written at once, although such lists are kept', async () => {
  await using stack = await start({ SMALL_COLLECTION_TTL_MS: '60000' });
  const tags = async () =>
    (await stack.query<{ leadTags: { name: string }[] }>('{ leadTags { name } }')).data?.leadTags;
  const before = (await tags())?.length ?? 0;
  const { data, errors } = await stack.query(
    `mutation { createLeadTag(input: { name: "fresh" }) { leadTag { name } } again: createLeadTag(input: { name: "fresh" }) { outcome } }`,
  );
  expect(data).toEqual({ createLeadTag: { leadTag: { name: 'fresh' } }, again: null });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: { name: expect.any(Array) } } }]);
  expect(await tags()).toHaveLength(before + 1);
});

it('takes no other row for the one that it changes', async () => {
  await using stack = await start();
  const other = '00000000-0000-4000-8000-000000000001';
  for (const each of changeable) {
    const fault = {
      method: 'PUT',
      path: each.path,
      kind: 'foreign-body',
      body: { uuid: other },
      stores: false,
    } as const;
    stack.sandbox.faults.add(fault);
    const { payload, errors } = await write(stack, 'update', each, { [each.id]: NOBODY, ...each.update });
    expect([each.name, payload]).toEqual([each.name, null]);
    expect(errors, each.name).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
  }
});

it('takes no other row for the one that it reads', async () => {
  await using stack = await start();
  const [one, other] = stack.sandbox.world.leads.all();
  stack.sandbox.faults.add({ path: `/leads/api/leads/${one?.uuid}`, kind: 'foreign-body', body: { lead: other } });
  const { data, errors } = await stack.query('query ($id: ID!) { lead(id: $id) { uuid name } }', { id: one?.uuid });
  expect(data).toEqual({ lead: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
});
