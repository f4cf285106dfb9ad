import type {
  Lead as LeadRow,
  LiveEvent,
  LiveRows,
  Message as MessageRow,
  Position,
} from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { Lead } from '../entities/lead/lead.ts';
import { Message } from '../entities/message/message.ts';
import { toUuidIfGiven } from '../global-id.ts';
import { fingerprintOf, fromCursor, toCursor } from './cursor.ts';

/** One event on its way to a listener. */
interface Happening<Row> extends LiveEvent<Row> {
  fingerprint: string;
}

const CURSOR =
  'Where to go on: subscribe with it in `after`, here or at another replica, and what came since is sent first.';

const MessageEvent = builder.objectRef<Happening<MessageRow>>('MessageEvent').implement({
  description: 'A message that came or changed.',
  fields: (t) => ({
    cursor: t.string({
      nullable: false,
      description: CURSOR,
      resolve: ({ position, fingerprint }) => toCursor(position(), fingerprint),
    }),
    message: t.field({
      type: Message,
      nullable: false,
      description: 'The message, as it is now.',
      resolve: ({ row }, _args, context) => Message.remember(row, context),
    }),
    idempotencyKey: t.string({
      description:
        'The `idempotencyKey` of the `sendMessage` that made it, for 24 hours; null for every other message, and for keys of ' +
        'other callers.',
      resolve: ({ row: { type, uuid } }, _args, { api }) =>
        type === 'outbox' ? api.messages.idempotencyKeyOf(uuid) : null,
    }),
  }),
});

const LeadEvent = builder.objectRef<Happening<LeadRow>>('LeadEvent').implement({
  description: 'A lead that was added or changed.',
  fields: (t) => ({
    cursor: t.string({
      nullable: false,
      description: CURSOR,
      resolve: ({ position, fingerprint }) => toCursor(position(), fingerprint),
    }),
    lead: t.field({
      type: Lead,
      nullable: false,
      description: 'The lead, as it is now.',
      resolve: ({ row }, _args, context) => Lead.remember(row, context),
    }),
  }),
});

builder.subscriptionType({
  description:
    'What happens, as it happens: over server-sent events or WebSocket. Each event is sent once. When a connection breaks, ' +
    'subscribe again with the last `cursor` in `after`, and nothing is missed.',
});

const AFTER =
  'The `cursor` of the last event that you have. Everything since then is sent first. Without it, only what is new is sent.';

const messageArgs = builder.args((t) => ({
  leadId: t.id({ description: 'To or from this lead.' }),
  senderProfileId: t.id({ description: 'Sent or received by this sender profile.' }),
  after: t.string({ description: AFTER }),
}));

interface MessageArgs {
  leadId?: string | null | undefined;
  senderProfileId?: string | null | undefined;
}

builder.subscriptionFields((t) => ({
  messageReceived: t.field({
    type: MessageEvent,
    nullable: false,
    description:
      'Messages that leads write, in the order in which GetSales stores them (`createdAt`). A message that was synced late is ' +
      'sent when it is stored, however old its `sentAt` is.',
    args: messageArgs,
    requiresScopes: [['messages:read']],
    subscribe: (_root, args, { api }) =>
      subscribe('messageReceived', toMessagesWhere(args), args.after, api.live.receivedMessages),
    resolve: (event) => event,
  }),
  messageChanged: t.field({
    type: MessageEvent,
    nullable: false,
    description:
      'Messages that are queued, sent, read or failed, and whatever else changes them, in the order of `updatedAt`. Where a message ' +
      'changes several times within moments, its last state may be sent alone.',
    args: messageArgs,
    requiresScopes: [['messages:read']],
    subscribe: (_root, args, { api }) =>
      subscribe('messageChanged', toMessagesWhere(args), args.after, api.live.changedMessages),
    resolve: (event) => event,
  }),
  leadChanged: t.field({
    type: LeadEvent,
    nullable: false,
    description: 'Leads that are added or changed, in the order of `updatedAt`.',
    requiresScopes: [['leads:read']],
    args: {
      leadId: t.arg.id({ description: 'This lead only.' }),
      listId: t.arg.id({ description: 'Leads that are in this list when they change.' }),
      after: t.arg.string({ description: AFTER }),
    },
    subscribe: (_root, { leadId, listId, after }, { api }) => {
      const where = {
        leadUuid: toUuidIfGiven(leadId, 'leadId', 'Lead'),
        listUuid: toUuidIfGiven(listId, 'listId', 'LeadList'),
      };
      return subscribe('leadChanged', where, after, api.live.changedLeads);
    },
    resolve: (event) => event,
  }),
}));

function toMessagesWhere({ leadId, senderProfileId }: MessageArgs) {
  return {
    leadUuid: toUuidIfGiven(leadId, 'leadId', 'Lead'),
    senderProfileUuid: toUuidIfGiven(senderProfileId, 'senderProfileId', 'SenderProfile'),
  };
}

/** An empty `after` is none. */
async function subscribe<Row, Where extends object>(
  field: string,
  where: Where,
  after: string | null | undefined,
  listen: (where: Where, after: Position | undefined) => Promise<LiveRows<Row>>,
): Promise<AsyncIterableIterator<Happening<Row>>> {
  const fingerprint = fingerprintOf(field, where);
  const rows = await listen(where, after ? fromCursor(after, fingerprint) : undefined);
  const happenings: AsyncIterableIterator<Happening<Row>> = {
    async next() {
      const result = await rows.next();
      return result.done ? result : { done: false, value: { ...result.value, fingerprint } };
    },
    async return() {
      await rows.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => happenings,
  };
  return happenings;
}
