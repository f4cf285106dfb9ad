import type { FaultInput } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const TASKS = [
  { verb: 'complete', from: 'new', to: 'closed' },
  { verb: 'cancel', from: 'new', to: 'canceled' },
  { verb: 'skip', from: 'new', to: 'skipped' },
  { verb: 'retry', from: 'failed', to: 'new' },
] as const;

const EMPTY = { sandbox: { size: { leads: 0 } } } as const;

async function startTask(status: string) {
  const stack = await startStack(EMPTY);
  const { world } = stack.sandbox;
  const task = world.tasks.insert({
    status,
    lead_uuid: world.leads.insert().uuid,
    sender_profile_uuid: world.senderProfiles.all()[0]?.uuid ?? '',
  });
  const run = (verb: string, selection = 'outcome flowTask { uuid }') =>
    stack.query(`mutation ($id: ID!) { ${verb}FlowTask(input: { flowTaskId: $id }) { ${selection} } }`, {
      id: task.uuid,
    });
  return { stack, task, run, status: () => world.tasks.get(task.uuid)?.status };
}

it.each(TASKS)('does $verb to a task, and says that it is so already the next time', async ({ verb, from, to }) => {
  const { stack, task, run, status } = await startTask(from);
  await using _ = stack;
  const flowTask = { uuid: task.uuid };
  const path = `/flows/api/tasks/${task.uuid}`;
  expect((await run(verb)).data).toEqual({ [`${verb}FlowTask`]: { outcome: 'UPDATED', flowTask } });
  expect(stack.upstream).toEqual([`GET ${path}`, `PUT ${path}/${verb}`]);
  expect(status()).toBe(to);
  stack.forget();
  const again = await run(verb, 'outcome flowTask { status }');
  expect(again.data).toEqual({ [`${verb}FlowTask`]: { outcome: 'SKIPPED', flowTask: { status: to } } });
  expect(asked(stack)).toEqual([`GET ${path}`, `GET ${path}`]);
});

const LOST: FaultInput[] = [
  { kind: 'reset-after-storing' },
  { kind: 'status', status: 500, stores: true },
  { kind: 'html', status: 502, stores: true },
];

it.each(LOST)('looks a task up when the answer is lost, and writes once: $kind $status', async (fault) => {
  const { stack, task, run } = await startTask('new');
  await using _ = stack;
  stack.sandbox.faults.add({ ...fault, method: 'PUT' });
  expect((await run('complete')).data).toMatchObject({ completeFlowTask: { outcome: 'UPDATED' } });
  const path = `/flows/api/tasks/${task.uuid}`;
  expect(stack.upstream).toEqual([`GET ${path}`, `PUT ${path}/complete`, `GET ${path}`]);
});

it.each([
  { fault: { kind: 'reset' }, code: 'UPSTREAM_UNAVAILABLE' },
  { fault: { kind: 'status', status: 500 }, code: 'UPSTREAM_ERROR' },
] as const)('fails where the look shows that nothing was done: $fault', async ({ fault, code }) => {
  const { stack, run, status } = await startTask('new');
  await using _ = stack;
  stack.sandbox.faults.add({ ...fault, method: 'PUT' });
  expect((await run('complete')).errors?.[0]?.extensions?.['code']).toBe(code);
  expect([status(), stack.upstream.length]).toEqual(['new', 3]);
});

it('says by clear codes what cannot be done to a task', async () => {
  const { stack, run } = await startTask('closed');
  await using _ = stack;
  const codeOf = async (answer: ReturnType<Stack['query']>) => (await answer).errors?.[0]?.extensions?.['code'];
  const cancel = (id: string) =>
    stack.query('mutation ($id: ID!) { cancelFlowTask(input: { flowTaskId: $id }) { outcome } }', { id });
  expect(await codeOf(run('cancel'))).toBe('BAD_USER_INPUT');
  expect(await codeOf(cancel('00000000-0000-4000-8000-000000000000'))).toBe('NOT_FOUND');
  expect(await codeOf(cancel('x'))).toBe('BAD_USER_INPUT');
  stack.sandbox.dialect.undocumentedPaths = 'unknown';
  expect(await codeOf(run('complete'))).toBe('UPSTREAM_ERROR');
});

const turn = (verb: string, id: string) => `mutation {
  ${verb}SenderProfile(input: { senderProfileId: "${id}" }) { outcome senderProfile { status } }
}`;

it('turns a sender profile off and on, and says where it is so already', async () => {
  await using stack = await startStack(EMPTY);
  const { uuid } = stack.sandbox.world.senderProfiles.insert({ status: 'enabled' });
  const answers = [];
  for (const verb of ['disable', 'disable', 'enable', 'enable'])
    answers.push((await stack.query(turn(verb, uuid))).data);
  expect(answers).toEqual([
    { disableSenderProfile: { outcome: 'UPDATED', senderProfile: { status: 'disabled' } } },
    { disableSenderProfile: { outcome: 'SKIPPED', senderProfile: { status: 'disabled' } } },
    { enableSenderProfile: { outcome: 'UPDATED', senderProfile: { status: 'enabled' } } },
    { enableSenderProfile: { outcome: 'SKIPPED', senderProfile: { status: 'enabled' } } },
  ]);
  const puts = stack.upstream.filter((line) => line.startsWith('PUT'));
  const path = `PUT /flows/api/sender-profiles/${uuid}`;
  expect(puts).toEqual([`${path}/disable`, `${path}/enable`]);
});
