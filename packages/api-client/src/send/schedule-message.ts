import type { RequestOptions } from '../request.ts';
import { type Task, type TaskCreateParams, tasks } from '../resources/tasks.ts';
import { isObject } from '../wire/body.ts';
import { toEpochMs } from '../wire/timestamp.ts';
import { isSame, normalised, type Thread } from './read-back.ts';
import { type Outgoing, type Sent, sendOnce } from './send-once.ts';
import { newestFrom, requestAfresh, toSender } from './sender.ts';

/** A LinkedIn message that is to be sent later. */
export interface MessageToSchedule {
  lead_uuid: string;
  sender_profile_uuid: string;
  text: string;
  note?: string | undefined;
  /** Epoch ms. */
  sendAt: number;
}

const OPERATION = { method: 'POST', path: '/flows/api/tasks' } as const;
const TYPE = 'linkedin_send_message';

/** `tasks.schedule` for one caller. `check` is given the present moment once the task is to be made, and not for a replay. */
export function scheduleMessageOf(
  { create, get }: Pick<ReturnType<typeof tasks>, 'create' | 'get'>,
  options: RequestOptions,
) {
  const { clock } = options.upstream;
  return (message: MessageToSchedule, check: (nowMs: number) => void, key?: string): Promise<Sent<Task>> => {
    const outgoing: Outgoing<Task> = {
      operation: OPERATION,
      input: { scheduled: message },
      leadUuid: message.lead_uuid,
      senderProfileUuid: message.sender_profile_uuid,
      channel: 'schedule',
      async prepare() {
        check(clock.now());
        return () => create(toParams(message));
      },
      isAnswer: (row) => isOf(message, row),
      get,
      thread: threadOf(message, options),
      mayPostAgain: true,
    };
    return sendOnce(outgoing, key, toSender(options, OPERATION));
  };
}

function toParams({ lead_uuid, sender_profile_uuid, text, note, sendAt }: MessageToSchedule): TaskCreateParams {
  return {
    lead_uuid,
    sender_profile_uuid,
    type: TYPE,
    text,
    ...(note !== undefined && { note }),
    schedule_at: new Date(sendAt).toISOString(),
    timezone: 'UTC',
    automation: 'manual',
    status: 'new',
    payload: { template: text },
  };
}

function threadOf(message: MessageToSchedule, options: RequestOptions): Thread<Task> {
  const { lead_uuid, sender_profile_uuid } = message;
  const filter = { lead_uuid, sender_profile_uuid, type: TYPE };
  return {
    readPage: (offset) => tasks(requestAfresh(options)).list({ filter, ...newestFrom(offset) }),
    includes: (row) => isOf(message, row) && row.type === TYPE,
    isEqual: (row) => isAt(row, message.sendAt) && textsIn(row.payload).includes(normalised(message.text)),
  };
}

function isOf({ lead_uuid, sender_profile_uuid }: MessageToSchedule, row: Task): boolean {
  return isSame(row.lead_uuid, lead_uuid) && isSame(row.sender_profile_uuid, sender_profile_uuid);
}

/** To the second: MySQL keeps no more. */
function isAt({ schedule_at }: Task, sendAt: number): boolean {
  const at = typeof schedule_at === 'string' ? toEpochMs(schedule_at) : Number.NaN;
  return Math.floor(at / 1000) === Math.floor(sendAt / 1000);
}

function textsIn(payload: unknown): string[] {
  if (!isObject(payload)) return [];
  return ['template', 'text'].flatMap((key) => {
    const text = payload[key];
    return typeof text === 'string' ? [normalised(text)] : [];
  });
}
