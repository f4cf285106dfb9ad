import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const empty = { sandbox: { size: { leads: 0 } } };
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

const NEWEST = 'order_field=created_at&order_type=desc';

it('shows a lead as GetSales has it, in names and types of the graph', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.leads.insert({
    name: 'Robin Sample',
    linkedin: 'robin-sample',
    has_premium: 1,
    has_open_profile: 0,
    location: { address_string: 'Springfield', city: 'Springfield' },
    experience: [{ title: 'Head of Widgets', company: 'Widgets Ltd', start_date: '2022-01', end_date: null }],
    posts: [{ content: 'Hello', date: '2026-03-10 09:15:42+00:00' }],
    educations: [
      { school: 'Springfield U', degree: 'BSc', field_of_study: 'Widgets', start_year: 2010, end_year: '2014' },
    ],
    skills: ['Widgets'],
    top_voices: { widgets: true },
    last_enrich_at: 'never',
    created_at: '2026-02-03T15:55:04.123456Z',
  });
  const { data, errors } = await stack.query(
    `query ($id: ID!) { lead(id: $id) {
      id uuid name linkedin linkedinUrl hasPremium hasOpenProfile hasVerifiedProfile location { addressString city zip }
      experience { title startDate endDate } posts { content date } educations { startYear endYear } skills topVoices
      senderProfile { uuid } company { uuid } pipelineStage { uuid } lastEnrichAt createdAt
    } }`,
    { id: uuid },
  );
  expect(errors).toMatchObject([{ path: ['lead', 'lastEnrichAt'], extensions: { code: 'UPSTREAM_ERROR' } }]);
  expect(data).toEqual({
    lead: {
      id: globalId('Lead', uuid),
      uuid,
      name: 'Robin Sample',
      linkedin: 'robin-sample',
      linkedinUrl: 'https://www.linkedin.com/in/robin-sample',
      hasPremium: true,
      hasOpenProfile: false,
      hasVerifiedProfile: null,
      location: [{ addressString: 'Springfield', city: 'Springfield', zip: null }],
      experience: [{ title: 'Head of Widgets', startDate: '2022-01', endDate: null }],
      posts: [{ content: 'Hello', date: '2026-03-10T09:15:42+00:00' }],
      educations: [{ startYear: '2010', endYear: '2014' }],
      skills: ['Widgets'],
      topVoices: { widgets: true },
      senderProfile: null,
      company: null,
      pipelineStage: null,
      lastEnrichAt: null,
      createdAt: '2026-02-03T15:55:04.123456Z',
    },
  });
  expect(asked(stack)).toEqual([`GET /leads/api/leads/${uuid}?disable_aggregation=true`]);
});

it('takes the global ID and the UUID in either case, and gives null for nobody', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.leads.insert({ name: 'Robin' });
  const { data, errors } = await stack.query(
    'query ($a: ID!, $b: ID!, $c: ID!) { a: lead(id: $a) { name } b: lead(id: $b) { name } c: lead(id: $c) { name } }',
    {
      a: globalId('Lead', uuid),
      b: uuid.toUpperCase(),
      c: NOBODY,
    },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ a: { name: 'Robin' }, b: { name: 'Robin' }, c: null });
});

it.each([
  ['`id`', '{ lead(id: "nonsense") { id } }'],
  ['`id`', `{ lead(id: "${globalId('Message', NOBODY)}") { id } }`],
  ['`filter.listId`', `{ leads(filter: { listId: "${globalId('Lead', NOBODY)}" }) { totalCount } }`],
  ['`filter.tagIds`', `{ leads(filter: { tagIds: [${Array(101).fill(`"${NOBODY}"`)}] }) { totalCount } }`],
  ['`ids`', '{ nodes(ids: []) { id } }'],
  ['`by`', '{ findLead(by: { email: " " }) { id } }'],
  ['A DateTime is RFC 3339 text', '{ leads(filter: { createdAt: { gte: "yesterday" } }) { totalCount } }'],
  ['`input.leads`', `mutation { createLeads(input: { listId: "${NOBODY}", leads: [] }) { leads { id } } }`],
  [
    '`input.customFields`',
    `mutation { upsertLead(input: { listId: "${NOBODY}", lead: {}, customFields: [1] }) { lead { id } } }`,
  ],
  [
    '`input.lead`',
    `mutation { updateLead(input: { leadId: "${NOBODY}", lead: { replaceTags: [${Array(101).fill('"x"')}] } }) { lead { id } } }`,
  ],
])('refuses %s before any request: %s', async (argument, document) => {
  await using stack = await startStack();
  const { errors } = await stack.query(document);
  expect(errors).toMatchObject([
    { message: expect.stringContaining(argument), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(stack.upstream).toEqual([]);
});

it('searches where there is something to search for', async () => {
  await using stack = await startStack();
  const { world } = stack.sandbox;
  const [list, stage, tag, company, sender] = [
    world.lists,
    world.pipelineStages,
    world.tags,
    world.companies,
    world.senderProfiles,
  ].map((rows) => rows.all()[0]?.uuid ?? '');
  const { errors } = await stack.query(
    `query ($filter: GetSalesLeadFilter) {
      leads(first: 5, search: "anna", filter: $filter, orderBy: { field: UPDATED_AT, direction: ASC }) { nodes { id } }
    }`,
    {
      filter: {
        listId: list,
        pipelineStageId: stage,
        companyId: company,
        senderProfileId: sender,
        tagIds: [tag, globalId('LeadTag', tag ?? '')],
        status: 'ok',
        linkedinStatus: 'ok',
        emailStatus: 'ok',
        workEmailDomain: 'example.com',
        createdAt: { gte: '2026-01-01T00:00:00.000001Z', lt: '2026-06-01T00:00:00+02:00' },
        updatedAt: { gt: '2026-01-01T00:00:00Z', lte: '2026-07-01T00:00:00Z' },
      },
    },
  );
  expect(errors).toBeUndefined();
  expect(asked(stack)).toEqual(['POST /leads/api/leads/search']);
  expect(sent(stack)).toEqual([
    {
      limit: 5,
      offset: 0,
      order_field: 'updated_at',
      order_type: 'asc',
      disable_aggregation: true,
      filter: {
        q: 'anna',
        list_uuid: list,
        pipeline_stage_uuid: stage,
        company_uuid: company,
        sender_profile_uuid: sender,
        tags: [tag],
        status: 'ok',
        linkedin_status: 'ok',
        email_status: 'ok',
        work_email_domain: 'example.com',
        created_at: { '>=': '2026-01-01T00:00:00.000001Z', '<': '2026-06-01T00:00:00+02:00' },
        updated_at: { '>': '2026-01-01T00:00:00Z', '<=': '2026-07-01T00:00:00Z' },
      },
    },
  ]);
});

it('asks for the plain list where the filter holds nothing', async () => {
  await using stack = await startStack();
  await stack.query('{ leads(first: 1, search: "", filter: { createdAt: {}, status: null }) { nodes { id } } }');
  expect(asked(stack)).toEqual([`GET /leads/api/leads?limit=1&offset=0&${NEWEST}&disable_aggregation=true`]);
});

it('loads a lead once more where it came without what is selected now', async () => {
  await using stack = await startStack();
  const uuid = stack.sandbox.world.leads.all()[0]?.uuid;
  stack.sandbox.faults.add({ kind: 'foreign-body', method: 'PUT', body: { uuid, headline: 'New' } });
  const { data } = await stack.query(
    `mutation { updateLead(input: { leadId: "${uuid}", lead: { headline: "New" } }) {
      lead { headline markers { emailSentCount } customFields }
    } }`,
  );
  expect(data).toMatchObject({
    updateLead: { lead: { headline: 'New', markers: expect.any(Array), customFields: {} } },
  });
  expect(asked(stack)).toEqual([`GET /leads/api/leads/${uuid}`, `PUT /leads/api/leads/${uuid}`]);
});

it('finds a lead by what is known of it', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.leads.insert({
    name: 'Robin Sample',
    company_name: 'Widgets',
    linkedin: 'robin',
    work_email: 'robin@example.com',
  });
  const { data, errors } = await stack.query(`{
    linkedin: findLead(by: { linkedin: "https://www.linkedin.com/in/robin/" }) { name }
    email: findLead(by: { email: "robin@example.com" }) { name markers { emailSentCount } }
    nameAndCompany: findLead(by: { nameAndCompany: { name: "Robin Sample", companyName: "Widgets" } }) { name }
    nobody: findLead(by: { email: "nobody@example.com" }) { name }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    linkedin: { name: 'Robin Sample' },
    email: { name: 'Robin Sample', markers: [{ emailSentCount: 0 }] },
    nameAndCompany: { name: 'Robin Sample' },
    nobody: null,
  });
  expect(asked(stack)).toEqual(Array(4).fill('POST /leads/api/leads/lookup-one'));
  expect(sent(stack)).toEqual([
    { linkedin_id: 'https://www.linkedin.com/in/robin/', disable_aggregation: true },
    { email: 'robin@example.com' },
    { name: 'Robin Sample', company_name: 'Widgets', disable_aggregation: true },
    { email: 'nobody@example.com', disable_aggregation: true },
  ]);
});

it('leaves out a tag that no longer exists', async () => {
  await using stack = await startStack(empty);
  const [tag] = stack.sandbox.world.tags.all();
  const { uuid } = stack.sandbox.world.leads.insert({ tags: [NOBODY, tag?.uuid.toUpperCase() ?? ''] });
  const { data, errors } = await stack.query('query ($id: ID!) { lead(id: $id) { tags { name } } }', { id: uuid });
  expect(errors).toBeUndefined();
  expect(data).toEqual({ lead: { tags: [{ name: tag?.name }] } });
});

it('returns the other fields when one relation is refused', async () => {
  await using stack = await startStack();
  stack.sandbox.faults.add({ kind: 'status', status: 403, path: '/leads/api/lists' });
  const { data, errors } = await stack.query(
    '{ leads(first: 1) { nodes { uuid list { name } pipelineStage { name } } } }',
  );
  expect(data).toMatchObject({
    leads: { nodes: [{ uuid: expect.any(String), list: null, pipelineStage: { name: expect.any(String) } }] },
  });
  expect(errors).toMatchObject([{ path: ['leads', 'nodes', 0, 'list'], extensions: { code: 'FORBIDDEN' } }]);
});

it('refuses a variable that is not a DateTime', async () => {
  await using stack = await startStack();
  const query = 'query ($filter: GetSalesLeadFilter) { leads(filter: $filter) { totalCount } }';
  const { errors } = await stack.query(query, { filter: { createdAt: { gte: '2026-02-30T00:00:00Z' } } });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('A DateTime is RFC 3339 text'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(stack.upstream).toEqual([]);
});
