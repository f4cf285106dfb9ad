import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { startStack } from './stack.ts';

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

it('finds 600 leads whose answer was lost by a few reads', async () => {
  await using stack = await startStack({ ...empty, env: { UPSTREAM_TIMEOUT_MS: '2000' } });
  const leads = Array.from({ length: 600 }, (_, index) => ({ linkedinId: `lead-${index}`, firstName: 'Anna' }));
  stack.sandbox.faults.add({ kind: 'hang-after-storing', method: 'POST', path: '/leads/api/leads', times: 1 });
  const { data, errors } = await stack.query<{ createLeads: { leads: object[]; unconfirmed: number[] } }>(
    'mutation ($input: CreateLeadsInput!) { createLeads(input: $input) { leads { linkedin } unconfirmed } }',
    { input: { listId: stack.sandbox.world.lists.all()[0]?.uuid, leads } },
  );
  expect(errors).toBeUndefined();
  expect(data?.createLeads.unconfirmed).toEqual([]);
  expect(data?.createLeads.leads).toEqual(leads.map(({ linkedinId }) => ({ linkedin: linkedinId })));
  expect(stack.upstream.length).toBeLessThanOrEqual(10);
  expect(stack.sandbox.world.leads.all()).toHaveLength(600);
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
