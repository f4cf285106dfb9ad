import { type MessageToSchedule, toEpochMs } from '@getsales-gateway/api-client';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { toUuid } from '../../global-id.ts';
import { idempotencyKey, refuseOver, toIdempotencyKey } from '../../kit/sending.ts';
import { FlowTask, forgetTasks } from '../flow-task.ts';
import { MAX_TEXT } from './mutations.ts';

const MAX_NOTE = 1_000;

const ScheduleMessageInput = builder.inputType('ScheduleMessageInput', {
  description: 'A LinkedIn message to send later.',
  fields: (t) => ({
    leadId: t.id({ required: true, description: 'The lead that receives it.' }),
    senderProfileId: t.id({ required: true, description: 'The sender profile that sends it.' }),
    text: t.string({ required: true, description: `The text, at most ${MAX_TEXT} characters.` }),
    sendAt: t.field({ type: 'DateTime', required: true, description: 'When it is to be sent. Not in the past.' }),
    note: t.string({ description: `A note on it, for your team, at most ${MAX_NOTE} characters.` }),
    idempotencyKey: t.string({ description: idempotencyKey('message') }),
  }),
});

type Scheduled = Awaited<ReturnType<Context['api']['tasks']['schedule']>>;

const ScheduleMessagePayload = builder.objectRef<Scheduled>('ScheduleMessagePayload').implement({
  description: 'The result.',
  fields: (t) => ({
    flowTask: t.field({
      type: FlowTask,
      description:
        'The task that sends it; null when an earlier call planned it and it was deleted since then. `cancelFlowTask` calls it off.',
      resolve: ({ row }) => row,
    }),
    replayed: t.boolean({
      description: 'Whether an earlier call with the same `idempotencyKey` planned it.',
      resolve: ({ isReplayed }) => isReplayed,
    }),
  }),
});

builder.mutationField('scheduleMessage', (t) =>
  t.field({
    type: ScheduleMessagePayload,
    description:
      'Plans a LinkedIn message for later, as a task. Like `sendMessage` it is never done twice by the gateway itself, nor by ' +
      'anybody who gives an `idempotencyKey`. Not documented by GetSales itself.',
    requiresScopes: [['messages:send']],
    args: { input: t.arg({ type: ScheduleMessageInput, required: true, description: 'What to send, and when.' }) },
    resolve: async (_root, { input }, context) => {
      const message = toMessage(input);
      const key = toIdempotencyKey(input.idempotencyKey);
      const scheduled = await context.api.tasks.schedule(message, refusePast(message), key);
      forgetTasks(context);
      return scheduled;
    },
  }),
);

function toMessage(input: typeof ScheduleMessageInput.$inferInput): MessageToSchedule {
  const { text, note } = input;
  if (text.trim() === '') throw badInput('`input.text` is empty');
  refuseOver(MAX_TEXT, text, 'input.text');
  refuseOver(MAX_NOTE, note, 'input.note');
  return {
    lead_uuid: toUuid(input.leadId, 'input.leadId', 'Lead'),
    sender_profile_uuid: toUuid(input.senderProfileId, 'input.senderProfileId', 'SenderProfile'),
    text,
    note: note ?? undefined,
    sendAt: toEpochMs(input.sendAt),
  };
}

/** A repeated call may come after its time: only what is new is refused. */
function refusePast({ sendAt }: MessageToSchedule): (nowMs: number) => void {
  return (nowMs) => {
    if (sendAt <= nowMs) throw badInput('`input.sendAt` is in the past');
  };
}
