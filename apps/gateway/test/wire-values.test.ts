import { schema } from '@getsales-gateway/schema';
import fc from 'fast-check';
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

const MISFIT = 'UPSTREAM_ERROR';

interface Leads {
  leads: { nodes: { uuid: string }[] };
  messages?: unknown;
}

function uuidsOf(data: Leads | null | undefined): string[] {
  return data?.leads.nodes.map(({ uuid }) => uuid) ?? [];
}

interface Reading {
  /** The field, as it is selected. */
  field: string;
  at: string;
  value: unknown;
  expected: unknown;
  /** Path of the error below the row; left out where there is none. */
  error?: (string | number)[];
}

/** A value that does not fit: its field is null, with an error at its path. */
const misfit = (field: string, at: string, value: unknown, path: (string | number)[] = [field]): Reading => ({
  field,
  at,
  value,
  expected: null,
  error: path,
});
const fits = (field: string, at: string, value: unknown, expected: unknown): Reading => ({
  field,
  at,
  value,
  expected,
});

const READINGS: Reading[] = [
  fits('hasPremium', 'has_premium', 'false', false),
  fits('hasPremium', 'has_premium', '0', false),
  fits('hasPremium', 'has_premium', 'true', true),
  fits('hasPremium', 'has_premium', 1, true),
  fits('hasPremium', 'has_premium', '', null),
  misfit('hasPremium', 'has_premium', 'perhaps'),
  misfit('hasPremium', 'has_premium', 2),
  misfit('hasPremium', 'has_premium', {}),
  fits('name', 'name', 7, '7'),
  misfit('name', 'name', { first: 'Ann' }),
  misfit('name', 'name', ['Ann']),
  misfit('name', 'name', true),
  misfit('name', 'name', 2 ** 64),
  fits('connectionsNumber', 'connections_number', '500', 500),
  fits('connectionsNumber', 'connections_number', ' 12.0 ', 12),
  misfit('connectionsNumber', 'connections_number', '500+'),
  misfit('connectionsNumber', 'connections_number', 2 ** 31),
  misfit('connectionsNumber', 'connections_number', 1.5),
  misfit('connectionsNumber', 'connections_number', 'NaN'),
  misfit('connectionsNumber', 'connections_number', '1e999'),
  fits('teamId', 'team_id', 2_147_483_648, 2_147_483_648),
  fits('teamId', 'team_id', '2147483648', 2_147_483_648),
  misfit('teamId', 'team_id', 1e300),
  misfit('teamId', 'team_id', {}),
  fits('skills', 'skills', {}, []),
  fits('skills', 'skills', { 1: 'Sales', 3: 'SQL' }, ['Sales', 'SQL']),
  fits('skills', 'skills', ['Sales', null, 7], ['Sales', '7']),
  misfit('skills', 'skills', 'Sales'),
  misfit('skills', 'skills', ['Sales', {}], ['skills', 1]),
  fits('markers { emailSentCount }', 'markers', {}, []),
  fits('markers { emailSentCount }', 'markers', { 1: { email_sent_count: 3 } }, [{ emailSentCount: 3 }]),
  fits('markers { emailSentCount }', 'markers', { email_sent_count: 3 }, [{ emailSentCount: 3 }]),
  misfit('markers { emailSentCount }', 'markers', [7], ['markers', 0]),
  fits('location { city }', 'location', [{ city: 'Berlin' }], [{ city: 'Berlin' }]),
  fits('location { addressString }', 'location', 'Berlin', [{ addressString: 'Berlin' }]),
  misfit('location { city }', 'location', ['Berlin'], ['location', 0]),
  misfit('location { city }', 'location', 7, ['location', 0]),
  {
    ...misfit('educations { startYear school }', 'educations', [{ start_year: { year: 2001 }, school: 'X' }]),
    expected: [{ startYear: null, school: 'X' }],
    error: ['educations', 0, 'startYear'],
  },
  fits('createdAt', 'created_at', '2026-03-10 09:15:42', '2026-03-10T09:15:42Z'),
  misfit('createdAt', 'created_at', 'yesterday'),
  misfit('lastEnrichAt', 'last_enrich_at', 1_772_000_000),
  misfit('lastEnrichAt', 'last_enrich_at', {}),
  fits('linkedin', 'linkedin', 'https://de.linkedin.com/in/nick?trk=x', 'nick'),
  fits('linkedinUrl', 'linkedin', 'https://de.linkedin.com/in/nick?trk=x', 'https://www.linkedin.com/in/nick'),
  fits('linkedinUrl', 'linkedin', 'www.linkedin.com/in/nick/', 'https://www.linkedin.com/in/nick'),
  fits('linkedinUrl', 'linkedin', 'j%C3%BCrgen', 'https://www.linkedin.com/in/j%C3%BCrgen'),
  fits(
    'linkedinUrl',
    'linkedin',
    'https://www.linkedin.com/sales/lead/ACwAAA,NAME_SEARCH?x=1',
    'https://www.linkedin.com/sales/lead/ACwAAA,NAME_SEARCH',
  ),
  misfit('linkedinUrl', 'linkedin', 'https://example.com/in/nick'),
  misfit('linkedin', 'linkedin', {}),
  fits('list { name }', 'list_uuid', '', null),
  fits('list { name }', 'list_uuid', '0', null),
  fits('list { name }', 'list_uuid', ' ', null),
  fits('list { name }', 'list_uuid', 0, null),
  misfit('list { name }', 'list_uuid', {}),
  misfit('list { name }', 'list_uuid', 'no uuid'),
  fits('company { name }', 'company_uuid', '', null),
  fits('pipelineStage { id }', 'pipeline_stage_uuid', '', null),
  fits('dataSourceId', 'data_source_uuid', '', null),
  fits('tags { name }', 'tags', {}, []),
  fits('tags { name }', 'tags', ['', null, '0'], []),
  misfit('tags { name }', 'tags', [{}]),
  misfit('tags { name }', 'tags', 'x'),
];

it.each(READINGS)('reads $value at `$at` of a lead as $expected', async ({ field, at, value, expected, error }) => {
  await using stack = await startStack();
  const [{ uuid = '' } = {}] = stack.sandbox.world.leads.all();
  stack.sandbox.oddValues.add({ uuid, at, value });
  const { data, errors } = await stack.query(`query ($id: ID!) { lead(id: $id) { value: ${field} status } }`, {
    id: uuid,
  });
  expect(data).toEqual({ lead: { value: expected, status: expect.any(String) } });
  const path = error && ['lead', ...error.map((step, index) => (index === 0 ? 'value' : step))];
  expect(errors).toEqual(
    path && [expect.objectContaining({ path, extensions: expect.objectContaining({ code: MISFIT }) })],
  );
  expect(stack.upstream.length).toBeLessThan(3);
  expect(stack.upstream.join()).not.toMatch(/lists|companies|pipeline-stages|tags/);
});

it.each([null, 'text', [], 7, { name: 'no uuid' }])('leaves out %j in place of a lead, and logs it', async (value) => {
  await using stack = await startStack();
  const { data: before } = await stack.query<Leads>('{ leads(first: 4) { nodes { uuid } } }');
  const uuids = uuidsOf(before);
  stack.sandbox.oddValues.add({ uuid: uuids[1], value });
  stack.forget();
  const odd = await stack.query<Leads>('{ leads(first: 4) { nodes { uuid } pageInfo { hasNextPage endCursor } } }');
  expect(odd.errors).toBeUndefined();
  expect(uuidsOf(odd.data)).toEqual(uuids.toSpliced(1, 1));
  expect(odd.data).toMatchObject({ leads: { pageInfo: { hasNextPage: true } } });
  expect(stack.upstream).toHaveLength(1);
  expect(stack.log.filter((line) => JSON.parse(line).level === 'warn')).toHaveLength(1);
});

it('nulls nothing for a row without uuid in a small collection', async () => {
  await using stack = await startStack();
  const LISTS = '{ leads(first: 30) { nodes { list { uuid name } tags { uuid } } } }';
  const before = await stack.query(LISTS);
  const { world, oddValues } = stack.sandbox;
  for (const rows of [world.lists, world.tags]) {
    const { uuid } = rows.insert({ name: 'Broken' });
    oddValues.add({ uuid, at: 'uuid' });
  }
  await using other = await stack.startAnother();
  expect(await other.query(LISTS)).toEqual(before);
});

it.each(['objects', 'null-when-empty'] as const)('reads lists as PHP writes them: %s', async (lists) => {
  await using stack = await startStack({ sandbox: { dialect: { lists } } });
  const { data, errors } = await stack.query<Leads>(`{
    leads(first: 3) { nodes { uuid list { name } tags { name } } totalCount }
    messages(first: 3, search: "nothing has this text") { nodes { uuid } totalCount }
  }`);
  expect(errors).toBeUndefined();
  expect(uuidsOf(data)).toHaveLength(3);
  expect(data?.messages).toEqual({ nodes: [], totalCount: 0 });
});

/** Selects every field of a type, two levels deep. */
function everything(typename: string, depth = 2): string {
  const type = schema.getType(typename);
  if (!isObjectType(type)) return '';
  return Object.values(type.getFields())
    .filter(({ args }) => args.length === 0)
    .map(({ name, type: of }) => {
      const named = getNamedType(of);
      if (isLeafType(named)) return name;
      return depth > 0 ? `${name} { __typename ${everything(named.name, depth - 1)} }` : '';
    })
    .join(' ');
}

const garbage = fc.oneof(
  fc.constantFrom('', '0', ' ', 'x', '500+', 'NaN', '1e999', null, true, false, 0, -1, 2 ** 31, 1e300, 1.5),
  fc.constantFrom([], {}, [null], [{}], [[]], { 0: 'x' }, { 1: {}, 3: null }, { a: { b: [] } }, ['x', 7, {}]),
  fc.jsonValue({ maxDepth: 2 }),
);

async function read(stack: Stack) {
  stack.forget();
  const answer = await stack.query<Leads>(`{
    leads(first: 3) { nodes { ${everything('Lead')} messages(first: 2) { nodes { ${everything('Message', 1)} } } } }
    flows(first: 2) { nodes { ${everything('Flow')} } }
    leadTags { ${everything('LeadTag')} } pipelineStages { ${everything('PipelineStage')} }
    viewer { ${everything('GetSalesUser')} }
  }`);
  return { answer, requests: stack.upstream.length };
}

it('makes no bug, no other value and no request of whatever stands in a field', async () => {
  await using stack = await startStack({
    env: { SMALL_COLLECTION_TTL_MS: '0', UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
  });
  const { world, oddValues, dialect } = stack.sandbox;
  dialect.requestsPerMinute = null;
  const sound = await read(stack);
  expect(sound.answer.errors).toBeUndefined();
  const uuids = uuidsOf(sound.answer.data);
  const kinds = [world.leads, world.messages, world.flows, world.tags, world.pipelineStages, world.companies];
  const rows = kinds.flatMap((kind): { uuid: string }[] => [...kind.all()]);
  const [lead] = world.leads.all().filter(({ uuid }) => uuid === uuids[0]);
  const fields = Object.keys({ ...lead, markers: [], custom_fields: {} }).filter((key) => key !== 'uuid');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), garbage, async (at, value) => {
      oddValues.clear();
      oddValues.add({ uuid: uuids[0], at, value });
      const { answer, requests } = await read(stack);
      for (const { extensions } of answer.errors ?? []) expect(extensions?.['code']).toBe(MISFIT);
      expect(answer.data?.leads.nodes.slice(1)).toEqual(sound.answer.data?.leads.nodes.slice(1));
      expect(requests).toBeLessThanOrEqual(sound.requests);
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...rows), fc.nat(), garbage, async (row, index, value) => {
      const keys = Object.keys(row).filter((key) => key !== 'uuid');
      oddValues.clear();
      oddValues.add({ uuid: row.uuid, at: keys[index % keys.length], value });
      const { answer, requests } = await read(stack);
      for (const { extensions } of answer.errors ?? []) expect(extensions?.['code']).toBe(MISFIT);
      expect(requests).toBeLessThanOrEqual(sound.requests);
    }),
    { numRuns: 60 },
  );
});

interface Kind {
  /** How its rows are read: the fields of one row go in place of the dots. */
  document: string;
  typename: string;
}

const OTHER_KINDS: Kind[] = [
  { typename: 'LeadList', document: '{ rows: leadLists(first: 5) { nodes { … } } }' },
  { typename: 'SenderProfile', document: '{ rows: senderProfiles(first: 5) { nodes { … } } }' },
  { typename: 'GetSalesUser', document: '{ rows: viewer { … } }' },
];

interface Rows {
  /** A connection, or one row. */
  rows: { nodes?: { uuid: string }[]; uuid?: string };
}

const nodesOf = (data: Rows | null | undefined) => data?.rows.nodes ?? [data?.rows];

it.each(OTHER_KINDS)('makes no bug and harms no neighbour, whatever stands in a $typename', async (kind) => {
  await using stack = await startStack({
    env: { SMALL_COLLECTION_TTL_MS: '0', UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
  });
  const { world, oddValues, dialect } = stack.sandbox;
  dialect.requestsPerMinute = null;
  const document = kind.document.replace('…', everything(kind.typename, 1));
  const sound = await stack.query<Rows>(document);
  expect(sound.errors).toBeUndefined();
  const [first, ...neighbours] = nodesOf(sound.data);
  const requests = stack.upstream.length;
  const stored = [world.lists, world.senderProfiles, world.users].flatMap((rows): object[] => [...rows.all()]);
  const row = stored.find((each) => 'uuid' in each && each.uuid === first?.uuid);
  const fields = Object.keys(row ?? {}).filter((key) => key !== 'uuid');
  expect(fields.length).toBeGreaterThan(3);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), garbage, async (at, value) => {
      oddValues.clear();
      oddValues.add({ uuid: first?.uuid, at, value });
      stack.forget();
      const { data, errors = [] } = await stack.query<Rows>(document);
      for (const { path, extensions } of errors) {
        expect(extensions?.['code']).toBe(MISFIT);
        expect(path?.slice(0, 3)).toEqual(neighbours.length > 0 ? ['rows', 'nodes', 0] : ['rows', expect.anything()]);
      }
      const [odd, ...others] = nodesOf(data);
      expect(odd?.uuid).toBe(first?.uuid);
      expect(others).toEqual(neighbours);
      expect(stack.upstream.length).toBeLessThanOrEqual(requests);
    }),
    { numRuns: 100 },
  );
});
