import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const empty = { sandbox: { size: { leads: 0 } } };
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

it('upserts a lead with what was given, and nothing else', async () => {
  await using stack = await startStack(empty);
  const list = stack.sandbox.world.lists.all()[1];
  const { data, errors } = await stack.query(
    'mutation ($input: UpsertLeadInput!) { upsertLead(input: $input) { lead { firstName workEmail list { name } } } }',
    {
      input: {
        listId: globalId('LeadList', list?.uuid ?? ''),
        lead: { linkedinId: 'robin-sample', firstName: 'Robin', workEmail: 'robin@example.com', about: null },
        customFields: { Region: 'EU' },
      },
    },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    upsertLead: { lead: { firstName: 'Robin', workEmail: 'robin@example.com', list: { name: list?.name } } },
  });
  expect(sent(stack)).toEqual([
    {
      list_uuid: list?.uuid,
      lead: { linkedin_id: 'robin-sample', first_name: 'Robin', work_email: 'robin@example.com', about: null },
      update_if_exists: true,
      move_to_list: false,
      custom_fields: { Region: 'EU' },
    },
  ]);
  expect(stack.upstream[0]).toBe('POST /leads/api/leads/upsert');
});

it('shows tags that an earlier mutation of the same operation made', async () => {
  await using stack = await startStack(empty);
  const upsert = (name: string, tag: string) =>
    `upsertLead(input: { listId: "${stack.sandbox.world.lists.all()[0]?.uuid}", lead: { linkedinId: "${name}", tags: ["${tag}"] } }) {
      lead { tags { name } }
    }`;
  const { data, errors } = await stack.query(
    `mutation { a: ${upsert('anna', 'brand new')} b: ${upsert('ben', 'newer yet')} }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    a: { lead: { tags: [{ name: 'brand new' }] } },
    b: { lead: { tags: [{ name: 'newer yet' }] } },
  });
});

it('adds leads to a list in their order', async () => {
  await using stack = await startStack(empty);
  const list = stack.sandbox.world.lists.all()[0]?.uuid;
  const { data, errors } = await stack.query(
    'mutation ($input: CreateLeadsInput!) { createLeads(input: $input) { leads { firstName customFields } } }',
    {
      input: {
        listId: list,
        leads: [
          { linkedinId: 'a', firstName: 'Anna', customFields: { Region: 'EU' } },
          { linkedinId: 'b', firstName: 'Ben' },
        ],
      },
    },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ createLeads: { leads: [{ firstName: 'Anna' }, { firstName: 'Ben' }] } });
  expect(sent(stack)[0]).toEqual({
    list_uuid: list,
    leads: [
      { linkedin_id: 'a', first_name: 'Anna', custom_fields: { Region: 'EU' } },
      { linkedin_id: 'b', first_name: 'Ben' },
    ],
  });
});

const CREATE = 'POST /leads/api/leads';
const SEARCH = 'POST /leads/api/leads/search';
const PATH = { method: 'POST', path: '/leads/api/leads' } as const;

async function addLeads(stack: Stack, leads: object[]) {
  const { data, errors } = await stack.query<{ createLeads: CreatedLeads }>(
    `mutation ($input: CreateLeadsInput!) {
      createLeads(input: $input) { leads { linkedin } unconfirmed notCreated error { code message fields } }
    }`,
    { input: { listId: stack.sandbox.world.lists.all()[0]?.uuid, leads } },
  );
  const operation = stack.log.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'operation');
  for (const line of stack.log) expect(line.length).toBeLessThan(10_000);
  return { created: data?.createLeads, errors, level: operation?.level };
}

interface CreatedLeads {
  leads: { linkedin: string }[];
  unconfirmed: number[];
  notCreated: number[];
  error: { code: string; fields: object | null } | null;
}

const newLeads = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ linkedinId: `lead-${i}`, firstName: 'Anna' }));
const named = (leads: { linkedinId: string }[]) => leads.map(({ linkedinId }) => ({ linkedin: linkedinId }));
const placesFrom = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

/** Faults strike the reads too, whose paths begin alike: each lets one read through for every chunk before it. */
function loseAnswers({ sandbox }: Stack, chunks: number): void {
  for (let skip = 0; skip < chunks; skip++) sandbox.faults.add({ ...PATH, kind: 'hang-after-storing', times: 1, skip });
}

it('adds 600 leads 50 at a time', async () => {
  await using stack = await startStack(empty);
  const leads = newLeads(600);
  const { created, errors, level } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  expect(created).toEqual({ leads: named(leads), unconfirmed: [], notCreated: [], error: null });
  expect(asked(stack)).toEqual(Array(12).fill(CREATE));
  expect(level).toBe('info');
});

it('finds 600 leads of which three answers were lost, by few reads', { timeout: 30_000 }, async () => {
  await using stack = await startStack({ ...empty, env: { UPSTREAM_TIMEOUT_MS: '500' } });
  const leads = newLeads(600);
  loseAnswers(stack, 3);
  const { created, errors, level } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  expect(created).toEqual({ leads: named(leads), unconfirmed: [], notCreated: [], error: null });
  expect(stack.upstream.slice(0, 6)).toEqual(Array(3).fill([CREATE, SEARCH]).flat());
  expect(stack.upstream.slice(-9)).toEqual(Array(9).fill(CREATE));
  expect(stack.upstream.length).toBeLessThanOrEqual(17);
  expect(stack.sandbox.world.leads.all()).toHaveLength(600);
  expect(level).toBe('warn');
});

/** Every answer to a creation is lost, and no other. The first fault that fits strikes: the reads have a harmless one. */
function loseAllAnswers({ sandbox }: Stack): void {
  for (const read of ['search', 'lookup-one']) {
    sandbox.faults.add({ method: 'POST', path: `${PATH.path}/${read}`, kind: 'delay', ms: 1 });
  }
  sandbox.faults.add({ ...PATH, kind: 'hang-after-storing' });
}

it('says which leads were not sent when so many answers are lost that GetSales counts as down', async () => {
  const sandbox = { ...empty.sandbox, time: 'ticking' } as const;
  await using stack = await startStack({ sandbox, env: { UPSTREAM_TIMEOUT_MS: '500' } });
  const leads = newLeads(600);
  loseAllAnswers(stack);
  const { created, errors } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  const count = created?.leads.length ?? 0;
  expect([200, 250, 300]).toContain(count);
  // The leads whose answer was the last to be lost are not read back any more.
  expect(created).toMatchObject({
    leads: named(leads.slice(0, count)),
    unconfirmed: placesFrom(count, count + 50),
    notCreated: placesFrom(count + 50, 600),
    error: { code: 'UPSTREAM_UNAVAILABLE' },
  });
  expect(stack.sandbox.world.leads.all()).toHaveLength(count + 50);
});

it('says which leads were not reached in time', async () => {
  await using stack = await startStack({
    ...empty,
    env: { UPSTREAM_TIMEOUT_MS: '1000', OPERATION_TIMEOUT_MS: '4200' },
  });
  const leads = newLeads(200);
  loseAnswers(stack, 3);
  const { created, errors, level } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  const count = created?.leads.length ?? 0;
  expect([100, 150]).toContain(count);
  expect(created).toMatchObject({
    unconfirmed: [],
    notCreated: placesFrom(count, 200),
    error: { code: 'UPSTREAM_TIMEOUT' },
  });
  expect(stack.sandbox.world.leads.all()).toHaveLength(count);
  expect(level).toBe('warn');
});

it('says which leads were refused midway, and names their fields by their places', async () => {
  await using stack = await startStack(empty);
  const body = {
    error: { reason: 'validation_error', message: 'No', data: { 'leads.3.work_email': ['Not an address.'] } },
  };
  stack.sandbox.faults.add({ ...PATH, kind: 'status', status: 422, body, skip: 1 });
  const leads = newLeads(120);
  const { created, errors } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  expect(created).toMatchObject({ leads: named(leads.slice(0, 50)), unconfirmed: [], notCreated: placesFrom(50, 120) });
  expect(created?.error).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { 'leads.53.workEmail': ['Not an address.'] },
  });
  expect(asked(stack)).toEqual([CREATE, CREATE]);
});

it('is an error when the first leads are refused: none was added', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.faults.add({ ...PATH, kind: 'status', status: 403 });
  const { created, errors } = await addLeads(stack, newLeads(120));
  expect(created).toBeFalsy();
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(asked(stack)).toEqual([CREATE]);
});

it('goes on after one answer of which nothing is found, and stops after two in a row', async () => {
  await using stack = await startStack(empty);
  const { faults } = stack.sandbox;
  const leads = newLeads(300);
  faults.add({ ...PATH, kind: 'html', times: 1 });
  // A page, ten lookups, and the second chunk; then two pages.
  faults.add({ ...PATH, kind: 'html', times: 1, skip: 12 });
  faults.add({ ...PATH, kind: 'html', skip: 14 });
  const { created, errors, level } = await addLeads(stack, leads);
  expect(errors).toBeUndefined();
  expect(created).toMatchObject({
    leads: named(leads.slice(50, 100)),
    unconfirmed: [...placesFrom(0, 50), ...placesFrom(100, 200)],
    notCreated: placesFrom(200, 300),
    error: { code: 'UPSTREAM_UNAVAILABLE' },
  });
  expect(asked(stack).filter((line) => line === CREATE)).toHaveLength(4);
  expect(asked(stack).filter((line) => line.includes('lookup'))).toHaveLength(10);
  expect(level).toBe('warn');
});

it('updates a lead and shows it as it is now, wherever the operation shows it again', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.leads.insert({ headline: 'Old' });
  const update = (headline: string) =>
    `updateLead(input: { leadId: "${uuid}", lead: { headline: "${headline}" } }) { lead { headline } }`;
  const { data, errors } = await stack.query(`mutation { a: ${update('New')} b: ${update('Newer')} }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ a: { lead: { headline: 'New' } }, b: { lead: { headline: 'Newer' } } });
  expect(asked(stack)).toEqual(Array(2).fill(`PUT /leads/api/leads/${uuid}`));
});

it('deletes a lead', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.leads.insert();
  const { data, errors } = await stack.query(`mutation { deleteLead(input: { leadId: "${uuid}" }) { deletedLeadId } }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ deleteLead: { deletedLeadId: globalId('Lead', uuid) } });
  expect(asked(stack)).toEqual([`DELETE /leads/api/leads/${uuid}`]);
});

it('moves a lead to another stage, and reads it again only where it is selected', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const { uuid } = world.leads.insert();
  const [, , stage] = world.pipelineStages.all();
  const move = (selection: string) =>
    stack.query(
      `mutation { setLeadPipelineStage(input: { leadId: "${uuid}", pipelineStageId: "${stage?.uuid}" }) { ${selection} } }`,
    );
  await move('__typename');
  expect(asked(stack)).toEqual(['PUT /leads/api/leads/mass-action']);
  expect(sent(stack)).toEqual([
    {
      type: 'contact_change_pipeline_stage',
      filter: { ids: [uuid] },
      payload: { pipeline_stage_uuid: stage?.uuid },
    },
  ]);
  stack.forget();
  const { data, errors } = await move('lead { pipelineStage { name } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({ setLeadPipelineStage: { lead: { pipelineStage: { name: stage?.name } } } });
  expect(stack.upstream.map((line) => line.split('?')[0])).toEqual([
    'PUT /leads/api/leads/mass-action',
    `GET /leads/api/leads/${uuid}`,
    'GET /leads/api/pipeline-stages',
  ]);
});

it('says that there is no such lead to write', async () => {
  await using stack = await startStack();
  const { data, errors } = await stack.query(
    `mutation { updateLead(input: { leadId: "${NOBODY}", lead: { name: "x" } }) { lead { id } } }`,
  );
  expect(data).toEqual({ updateLead: null });
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

it('replaces the tags of a lead only where the input says so', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const kept = world.tags.insert({ name: 'do not call' });
  const { uuid } = world.leads.insert({ tags: [kept.uuid] });
  const update = (lead: object) =>
    stack.query(
      'mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { lead { headline tags { name } } } }',
      { input: { leadId: uuid, lead } },
    );
  expect((await update({ headline: 'New' })).data).toEqual({
    updateLead: { lead: { headline: 'New', tags: [{ name: 'do not call' }] } },
  });
  expect((await update({ tags: ['x1'] })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect((await update({ replaceTags: ['x1'] })).data).toEqual({
    updateLead: { lead: { headline: 'New', tags: [{ name: 'x1' }] } },
  });
  expect(sent(stack)).toEqual([{ headline: 'New' }, { tags: ['x1'] }]);
});

it('names a refused tag after the input that it was given in', async () => {
  await using stack = await startStack(empty);
  const { world, faults } = stack.sandbox;
  const { uuid: leadId } = world.leads.insert();
  const listId = world.lists.all()[0]?.uuid;
  const refusalOf = async (mutation: string, wireName: string, input: object) => {
    const error = { reason: 'validation_error', data: { [wireName]: ['The tag is too long.'] } };
    faults.clear();
    faults.add({ kind: 'status', status: 422, body: { error, code: 422 }, path: '/leads/api/leads' });
    const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${name}!) { ${mutation}(input: $input) { __typename } }`;
    return (await stack.query(document, { input })).errors?.[0]?.extensions;
  };
  const named = (name: string) => ({ code: 'BAD_USER_INPUT', fields: { [name]: ['The tag is too long.'] } });
  const replacing = { leadId, lead: { replaceTags: ['x'] } };
  expect(await refusalOf('updateLead', 'tags.0', replacing)).toEqual(named('replaceTags.0'));
  expect(await refusalOf('updateLead', 'tags', replacing)).toEqual(named('replaceTags'));
  const tagged = { tags: ['x'] };
  expect(await refusalOf('upsertLead', 'lead.tags', { listId, lead: tagged })).toEqual(named('lead.tags'));
  expect(await refusalOf('createLeads', 'leads.0.tags', { listId, leads: [tagged] })).toEqual(named('leads.0.tags'));
});
