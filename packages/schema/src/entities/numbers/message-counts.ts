import { isUnknownRoute, type MessageGroup, type MessageListParams } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../builder.ts';
import { refuse } from '../../codes.ts';
import type { Context } from '../../context.ts';
import { costs } from '../../cost/declared.ts';
import { closedSet } from '../../wire.ts';
import { MessageDirection, MessageStatus } from '../message/message.ts';
import { messageFilter } from '../message/messages.ts';
import { allSenders, SenderProfile } from '../sender-profile.ts';

type Filter = NonNullable<MessageListParams['filter']>;

const groups = closedSet('GetSalesMessageGroup', 'What messages are counted by.', {
  STATUS: { value: 'status', description: 'Their status.' },
  DIRECTION: { value: 'type', description: 'Who wrote them.' },
  SENDER_PROFILE: { value: 'sender_profile_uuid', description: 'Your side of the conversation.' },
});

interface Count {
  group: MessageGroup;
  value: string;
  count: number;
}

const MessageCount = builder.objectRef<Count>('MessageCount').implement({
  description: 'Number of the messages of one group. Of its fields, those of the other groupings are null.',
  fields: (t) => ({
    status: t.field({
      type: MessageStatus.type,
      description: 'The status that is counted.',
      resolve: ({ group, value }) => (group === 'status' ? MessageStatus.fromWire(value) : null),
    }),
    direction: t.field({
      type: MessageDirection.type,
      description: 'The direction that is counted.',
      resolve: ({ group, value }) => (group === 'type' ? MessageDirection.fromWire(value) : null),
    }),
    senderProfile: t.field({
      type: SenderProfile,
      description: 'The sender profile that is counted.',
      resolve: ({ group, value }, _args, context: Context, info: GraphQLResolveInfo) =>
        group === 'sender_profile_uuid' ? SenderProfile.refer(value, context, info) : null,
    }),
    count: t.exposeInt('count', { description: 'Number of the messages.' }),
  }),
});

builder.queryField('messageCounts', (t) =>
  t.field({
    type: [MessageCount],
    description:
      'How many messages there are, by group. GetSales counts them, in one request, and another one checks the sum. Where it knows no ' +
      'such count, it takes a request for each group. Not documented by GetSales itself.',
    requiresScopes: [['messages:read']],
    args: {
      groupBy: t.arg({ type: groups.type, required: true, description: 'What to count by.' }),
      ...messageFilter.args('Conditions on the messages. Without it, all messages.'),
    },
    resolve: costs(
      { kind: 'request', requests: 2 },
      async (_root: object, { groupBy, filter }: { groupBy: string; filter?: object | null }, context: Context) => {
        const group = groups.fromWire(groupBy);
        if (group === null) return null;
        const wire = messageFilter.toWire(filter);
        await checkRanges(wire, context);
        const counted = (await countTogether(group, wire, context)) ?? (await countEach(group, wire, context));
        return [...counted].map(([value, count]): Count => ({ group, value, count }));
      },
    ),
  }),
);

/** A range in which no message can be. */
const NEVER = { '>=': '9999-01-01T00:00:00Z' };

/**
 * Counts cannot be checked row by row, so a range of time is tried first: the upstream may ignore it, in the count and in the list.
 *
 * @throws UPSTREAM_ERROR where it does.
 */
async function checkRanges(filter: Filter, context: Context): Promise<void> {
  const { batches } = context.api.findings;
  for (const [key, value] of Object.entries(filter)) {
    const finding = `the number of messages by ${key}`;
    if (typeof value !== 'object' || Array.isArray(value) || batches.get(finding)?.isHonoured) continue;
    if ((await countOne({ [key]: NEVER }, context)) !== 0) {
      throw refuse('UPSTREAM_ERROR', 'GetSales ignores a range of time when it counts: `messages` has `totalCount`.');
    }
    batches.set(finding, { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
  }
}

/** Undefined where the upstream has no such count, or where its sum is not that of the list: then it ignored the filter. */
async function countTogether(group: MessageGroup, filter: Filter, context: Context) {
  const [counts, total] = await Promise.all([
    context.api.numbers.messageCounts(group, filter).catch((error: unknown) => {
      if (!isUnknownRoute(error)) throw error;
      return undefined;
    }),
    countOne(filter, context),
  ]);
  if (counts === undefined) return undefined;
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  return sum === total ? Object.entries(counts) : undefined;
}

/** By lists of one row, whose totals count. A filter on the group's own field leaves one value, or a few. */
async function countEach(group: MessageGroup, filter: Filter, context: Context): Promise<[string, number][]> {
  const values = await valuesOf(group, context);
  const asked = filter[group];
  const wanted = asked === undefined ? values : values.filter((value) => [asked].flat().includes(value));
  await context.api.afford(wanted.length);
  const counts = await Promise.all(wanted.map((value) => countOne({ ...filter, [group]: value }, context)));
  return wanted.flatMap((value, index): [string, number][] => {
    const count = counts[index];
    if (count == null) throw refuse('UPSTREAM_ERROR', 'GetSales does not say how many messages there are.');
    return count > 0 ? [[value, count]] : [];
  });
}

async function valuesOf(group: MessageGroup, context: Context): Promise<string[]> {
  if (group === 'status') return ['new', 'in_progress', 'done', 'failed'];
  if (group === 'type') return ['inbox', 'outbox'];
  return (await allSenders(context)).map(({ uuid }) => uuid);
}

async function countOne(filter: Filter, { api }: Context): Promise<number | null> {
  const window = { limit: 1, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
  return (await api.messages.list({ ...window, filter })).total;
}
