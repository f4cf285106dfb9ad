import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const empty = { sandbox: { size: { leads: 0 } } };

const NEWEST = 'order_field=created_at&order_type=desc';
const OLDEST = 'limit=100&offset=0&order_field=created_at&order_type=asc';

it('shows the owner of the key', async () => {
  await using stack = await startStack(empty);
  const [user] = stack.sandbox.world.users.all();
  const { data, errors } = await stack.query('{ viewer { uuid userId firstName email config } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    viewer: {
      uuid: user?.uuid,
      userId: user?.id,
      firstName: user?.first_name,
      email: user?.email,
      config: user?.config,
    },
  });
  expect(asked(stack)).toEqual(['GET /id/api/users/current']);
});

it('lists the stages of leads in the order of the pipeline', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const [first] = world.pipelineStages.all();
  world.pipelineStages.update(first?.uuid ?? '', { order: 99 });
  world.pipelineStages.insert({ object: 'company', name: 'Of companies', order: 0 });
  const { data, errors } = await stack.query<{ pipelineStages: { name: string; order: number }[] }>(
    '{ pipelineStages { name order } }',
  );
  expect(errors).toBeUndefined();
  const orders = data?.pipelineStages.map(({ order }) => order) ?? [];
  expect(orders).toEqual(orders.toSorted((one, other) => one - other));
  expect(data?.pipelineStages.at(-1)).toEqual({ name: first?.name, order: 99 });
  expect(JSON.stringify(data)).not.toContain('Of companies');
  expect(asked(stack)).toEqual([`GET /leads/api/pipeline-stages?${OLDEST}&filter={"object":"lead"}`]);
});

it('lists the tags', async () => {
  await using stack = await startStack(empty);
  const { data, errors } = await stack.query<{ leadTags: { name: string }[] }>('{ leadTags { uuid name color } }');
  expect(errors).toBeUndefined();
  expect(data?.leadTags.map(({ name }) => name).toSorted()).toEqual(
    stack.sandbox.world.tags
      .all()
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(asked(stack)).toEqual([`GET /leads/api/tags?${OLDEST}`]);
});

it('lists and finds lists of leads', async () => {
  await using stack = await startStack(empty);
  const [list] = stack.sandbox.world.lists.all();
  const { data, errors } = await stack.query(
    `query ($id: ID!) {
      one: leadList(id: $id) { name } nobody: leadList(id: "${NOBODY}") { name }
      some: leadLists(first: 2) { totalCount } found: leadLists(search: "Referrals") { nodes { name } }
    }`,
    { id: list?.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    one: { name: list?.name },
    nobody: null,
    some: { totalCount: 5 },
    found: { nodes: [{ name: 'Referrals' }] },
  });
  expect(asked(stack)).toEqual([
    `GET /leads/api/lists/${NOBODY}`,
    `GET /leads/api/lists/${list?.uuid}`,
    `GET /leads/api/lists?limit=1&offset=0&${NEWEST}`,
    `GET /leads/api/lists?limit=20&offset=0&${NEWEST}&filter[q]=Referrals`,
  ]);
});

it('lists and finds sender profiles', async () => {
  await using stack = await startStack(empty);
  const { senderProfiles } = stack.sandbox.world;
  const { uuid } = senderProfiles.insert({
    first_name: 'Alex',
    label: 'Team A',
    smart_limits_enabled: 1,
    notification_emails: 'alex@example.com',
    schedule: { timezone: 'Europe/Berlin', timeblocks: [{ dow: 1, min: 540, max: 1080 }] },
  });
  const { data, errors } = await stack.query(
    `query ($id: ID!, $filter: GetSalesSenderProfileFilter) {
      senderProfile(id: $id) {
        firstName smartLimitsEnabled notificationEmails holdTasksTill emailSchedule { timezone }
        schedule { timezone useLeadTimezone timeblocks { dow min max } }
      }
      senderProfiles(filter: $filter) { nodes { uuid } totalCount }
    }`,
    { id: uuid, filter: { label: 'Team A', firstName: 'Alex', search: '' } },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    senderProfile: {
      firstName: 'Alex',
      smartLimitsEnabled: true,
      notificationEmails: ['alex@example.com'],
      holdTasksTill: null,
      schedule: { timezone: 'Europe/Berlin', useLeadTimezone: null, timeblocks: [{ dow: 1, min: 540, max: 1080 }] },
    },
    senderProfiles: { nodes: [{ uuid }], totalCount: 1 },
  });
  expect(asked(stack)).toEqual([
    `GET /flows/api/sender-profiles/${uuid}`,
    `GET /flows/api/sender-profiles?limit=20&offset=0&${NEWEST}&filter[first_name]=Alex&filter[label]=Team A`,
  ]);
});

it('shows a company with its own stage, lists and tags', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const [list] = world.lists.all();
  const [tag] = world.tags.all();
  const stage = world.pipelineStages.insert({ object: 'company', name: 'Customer' });
  const company = world.companies.insert({
    name: 'Widgets',
    ln_id: 1234567,
    linkedin: 'widgets',
    hq_location: { city: 'Springfield' },
    pipeline_stage_uuid: stage.uuid,
    lists: [list?.uuid ?? '', NOBODY],
    tags: [tag?.uuid ?? ''],
  });
  const lead = world.leads.insert({ company_uuid: company.uuid });
  const { data, errors } = await stack.query(
    `query ($id: ID!) { lead(id: $id) { company {
      name lnId linkedinUrl hqLocation { city } pipelineStage { name object } lists { name } tags { name }
    } } }`,
    { id: lead.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    lead: {
      company: {
        name: 'Widgets',
        lnId: '1234567',
        linkedinUrl: 'https://www.linkedin.com/company/widgets',
        hqLocation: [{ city: 'Springfield' }],
        pipelineStage: { name: 'Customer', object: 'company' },
        lists: [{ name: list?.name }],
        tags: [{ name: tag?.name }],
      },
    },
  });
  expect(asked(stack)).toEqual([
    `GET /leads/api/companies/${company.uuid}`,
    `GET /leads/api/leads/${lead.uuid}?disable_aggregation=true`,
    // What a list of all lacks is asked for alone before it counts as gone.
    `GET /leads/api/lists/${NOBODY}`,
    `GET /leads/api/lists?${OLDEST}`,
    `GET /leads/api/pipeline-stages?${OLDEST}&filter={"object":"company"}`,
    `GET /leads/api/tags?${OLDEST}`,
  ]);
});
