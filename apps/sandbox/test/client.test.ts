import { createApiClient, createUpstream } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import type { Dialect, SandboxOptions } from '../src/server.ts';
import { startUpstream } from './upstream.ts';

const ORDER = { order_field: 'created_at', order_type: 'desc' } as const;
const WINDOW = { limit: 5, offset: 0, ...ORDER };

async function startClient(options: SandboxOptions) {
  const sandbox = await startUpstream(options);
  const upstream = createUpstream({ url: sandbox.url, timeoutMs: 5_000 });
  return {
    sandbox,
    api: createApiClient({ upstream, apiKey: sandbox.apiKey }),
    async [Symbol.asyncDispose]() {
      await upstream[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

const DIALECTS: [string, Partial<Dialect>][] = [
  ['the likeliest dialect', {}],
  ['flat rows, bare lists', { rows: 'flat', hasMore: 'absent', total: 'absent', sendStatus: 200 }],
  ['rows in data, numbers nested', { singleRows: 'data', pagination: 'nested', sendPath: 'linkedin-messages' }],
  [
    'upper case, hyphens',
    { uuidCase: 'upper', orderSpelling: 'hyphen', rows: 'flat-when-light', sendPath: 'messages' },
  ],
];

it.each(DIALECTS)('is understood by the client in %s', async (_, dialect) => {
  await using stack = await startClient({ dialect, size: { leads: 8, messages: 20 } });
  const { api, sandbox } = stack;
  const { world } = sandbox;
  const [lead, other] = world.leads.all().map(({ uuid }) => uuid);
  const [sender, flow, list, company, stage] = [
    world.senderProfiles,
    world.flows,
    world.lists,
    world.companies,
    world.pipelineStages,
  ].map((rows) => rows.all()[0]?.uuid ?? '');
  const leadUuid = lead ?? '';

  expect((await api.leads.list(WINDOW)).data).toHaveLength(5);
  expect((await api.leads.search({ ...WINDOW, filter: { uuid: [leadUuid, other ?? ''] } })).data).toHaveLength(2);
  expect(await api.leads.get(leadUuid, { aggregate: true })).toMatchObject({
    uuid: leadUuid,
    markers: expect.anything(),
  });
  expect(await api.leads.lookup({ linkedin_id: world.leads.get(leadUuid)?.linkedin ?? '' })).toMatchObject({
    uuid: leadUuid,
  });
  expect(await api.leads.get('00000000-0000-4000-8000-000000000000')).toBeNull();
  expect(await api.leads.upsert({ list_uuid: list ?? '', lead: { linkedin_id: 'kim' } })).toMatchObject({
    linkedin: 'kim',
  });
  expect(await api.leads.create({ list_uuid: list ?? '', leads: [{ linkedin_id: 'kim' }] })).toMatchObject({
    leads: [{ linkedin: 'kim' }],
    unconfirmed: [],
  });
  expect(await api.leads.update(leadUuid, { headline: 'new' })).toMatchObject({ headline: 'new' });
  await api.leads.changePipelineStage(leadUuid, stage ?? '');
  expect(world.leads.get(leadUuid)?.pipeline_stage_uuid).toBe(stage);

  expect(
    (await api.messages.list({ ...WINDOW, filter: { lead_uuid: [leadUuid, other ?? ''] } })).data.length,
  ).toBeLessThan(6);
  const { message } = await api.messages.send({
    lead_uuid: leadUuid,
    sender_profile_uuid: sender ?? '',
    text: 'Hello',
  });
  expect(message?.status).toBe('new');
  const uuid = message?.uuid ?? '';
  expect((await api.messages.getMany([uuid])).data).toMatchObject([{ uuid }]);
  sandbox.dialect.sendFailure = 'no';
  sandbox.clock.advance(20_000);
  await api.messages.retry(uuid);
  expect(world.messages.get(uuid)?.status).toBe('new');
  await api.messages.delete(uuid);
  expect(world.messages.get(uuid)).toBeUndefined();

  expect((await api.flows.list({ ...WINDOW, filter: { status: 'on' } })).data.length).toBeGreaterThan(0);
  expect(await api.flows.start(flow ?? '')).toMatchObject({ status: 'on' });
  await api.flows.addLead(flow ?? '', leadUuid);
  await api.flows.cancelLead(leadUuid, [flow ?? '']);
  expect(world.enrolments.all()).toMatchObject([{ status: 'canceled' }]);
  await api.flows.cancelLeadFromAll(leadUuid);
  expect(await api.flows.stop(flow ?? '')).toMatchObject({ status: 'off' });
  expect(await api.flows.get(flow ?? '')).toMatchObject({ status: 'off' });

  expect((await api.senderProfiles.list(WINDOW)).data).toHaveLength(4);
  expect(await api.senderProfiles.get(sender ?? '')).toMatchObject({ status: 'enabled' });
  expect((await api.lists.list(WINDOW)).data).toHaveLength(5);
  expect(await api.lists.get(list ?? '')).toMatchObject({ team_id: 101 });
  expect((await api.tags.list(WINDOW)).data).toHaveLength(5);
  expect((await api.pipelineStages.list({ ...WINDOW, object: 'lead' })).data).toHaveLength(5);
  expect((await api.companies.getMany([company ?? ''])).data).toMatchObject([{ uuid: company }]);
  expect(await api.companies.get(company ?? '')).toMatchObject({ status: 'ok' });
  expect(await api.users.current()).toMatchObject({ timezone: 'Europe/Berlin' });
  await api.leads.delete(leadUuid);
  expect(world.leads.get(leadUuid)).toBeUndefined();
});
