import type { Task } from '@getsales-gateway/api-client';
import { type FieldMessages, invalid, missing } from './refusal.ts';
import { type Call, isObject, type JsonObject, toText } from './route.ts';
import { toStoredText, toStoredTime } from './stored-form.ts';

/** The keys of a task to create. */
export const TASK_BODY = [
  'lead_uuid',
  'sender_profile_uuid',
  'type',
  'text',
  'note',
  'schedule_at',
  'timezone',
  'automation',
  'status',
  'payload',
  'filter',
];

/** Stores a task and carries it out when its time has come. @throws {Refusal} */
export function createTask(call: Call): Task {
  const { body, world, clock, dialect } = call;
  const faults = findFaults(body);
  if (Object.keys(faults).length > 0) throw invalid(faults);
  const lead = world.leads.get(String(body['lead_uuid']));
  if (lead === undefined) throw missing('Lead');
  const sender = world.senderProfiles.get(String(body['sender_profile_uuid']));
  if (sender === undefined) throw missing('Sender profile');
  const dueAt = Date.parse(String(body['schedule_at']));
  const now = clock.timestamp();
  const created_at = toStoredTime(now, dialect);
  const task = world.tasks.insert({
    lead_uuid: lead.uuid,
    sender_profile_uuid: sender.uuid,
    type: toText(body['type']) ?? 'linkedin_send_message',
    note: toText(body['note']),
    automation: toText(body['automation']) ?? 'manual',
    status: 'new',
    attempts: 0,
    timezone: toText(body['timezone']),
    schedule_at: toSeconds(dueAt),
    payload: { template: toStoredText(templateOf(body) ?? '', dialect, lead.first_name ?? '') },
    ...(created_at !== null && { created_at }),
    updated_at: now,
  });
  clock.after(Math.max(0, dueAt - clock.now()), () => carryOut(call, task.uuid));
  return task;
}

/** Sends what the task says, unless it was ended since. */
function carryOut({ world, clock }: Call, uuid: string): void {
  const task = world.tasks.get(uuid);
  if (task?.status !== 'new') return;
  const now = clock.timestamp();
  const text = isObject(task.payload) ? toText(task.payload['template']) : null;
  const { lead_uuid, sender_profile_uuid } = task;
  const sent = { type: 'outbox', automation: 'manual', status: 'done', sent_at: now, task_pipeline_uuid: uuid };
  world.messages.insert({ ...sent, lead_uuid, sender_profile_uuid, text });
  world.tasks.update(uuid, { status: 'closed', attempts: 1, executed_at: now, updated_at: now });
}

const OPEN = ['new', 'in_progress', 'restarted'];
const ENDED = ['failed', 'canceled', 'skipped'];

/** From which statuses a verb leads to which. */
export const TASK_VERBS = {
  complete: { from: OPEN, to: 'closed' },
  cancel: { from: OPEN, to: 'canceled' },
  skip: { from: OPEN, to: 'skipped' },
  retry: { from: ENDED, to: 'new' },
} as const;

/** @throws {Refusal} for a task that the verb does not fit. */
export function endTask({ world, clock, params }: Call, verb: keyof typeof TASK_VERBS): void {
  const task = world.tasks.get(params['uuid'] ?? '');
  if (task === undefined) throw missing('Task');
  const { from, to } = TASK_VERBS[verb];
  if (!from.includes(task.status)) throw invalid({ status: [`A task that is ${task.status} cannot be changed so.`] });
  const now = clock.timestamp();
  world.tasks.update(task.uuid, {
    status: to,
    ...(verb === 'complete' && { executed_at: now }),
    updated_at: now,
  });
}

function findFaults(body: JsonObject): FieldMessages {
  const faults: FieldMessages = {};
  for (const key of ['lead_uuid', 'sender_profile_uuid', 'schedule_at']) {
    if (!body[key]) faults[key] = [`The ${key.replaceAll('_', ' ')} field is required.`];
  }
  if (Number.isNaN(Date.parse(String(body['schedule_at'])))) faults['schedule_at'] = ['The schedule at is no date.'];
  if (!templateOf(body)) faults['payload.template'] = ['The payload.template field is required.'];
  return faults;
}

function templateOf({ text, payload }: JsonObject): string | null {
  return toText(text) ?? (isObject(payload) ? toText(payload['template']) : null);
}

/** MySQL keeps whole seconds. */
function toSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', '.000000Z');
}
