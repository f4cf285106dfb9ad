import type { LinkedinConversation, Message } from '@getsales-gateway/api-client';
import { type Collection, createCollection } from '../collection.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';

/** By the messages that they were made of, which are another array as soon as one changes. */
const made = new WeakMap<readonly Message[], Collection<LinkedinConversation>>();

/** The conversations that a world's messages belong to. */
function conversationsOf({ messages }: World): Collection<LinkedinConversation> {
  const all = messages.all();
  const known = made.get(all);
  if (known) return known;
  const collection = createCollection<LinkedinConversation>((row) => ({ ...BLANK, ...row }));
  for (const [uuid, thread] of Map.groupBy(all, (message) => message.linkedin_conversation_uuid)) {
    if (uuid !== null) collection.insert(toConversation(uuid, thread));
  }
  made.set(all, collection);
  return collection;
}

const BLANK: LinkedinConversation = {
  uuid: '',
  team_id: 0,
  lead_uuid: null,
  linkedin_account_uuid: null,
  ln_id: null,
  ln_member_id: null,
  sn_id: null,
  conversation_hash: null,
  linkedin_messenger_type: 'basic',
  lead_nickname: null,
  group_context: null,
  event_count: 0,
  last_activity_at: null,
  last_stored_message_at: null,
  last_msg_sync_at: null,
  need_to_sync: false,
  created_at: null,
  updated_at: null,
};

function toConversation(uuid: string, thread: readonly Message[]): LinkedinConversation {
  const stored = thread.map(({ created_at }) => created_at ?? '').toSorted();
  const sent = thread.flatMap(({ sent_at }) => sent_at ?? []).toSorted();
  const [first] = thread;
  return {
    ...BLANK,
    uuid,
    team_id: first?.team_id ?? 0,
    lead_uuid: thread.find(({ lead_uuid }) => lead_uuid !== null)?.lead_uuid ?? null,
    linkedin_account_uuid: first?.linkedin_account_uuid ?? null,
    conversation_hash: `2-${uuid.slice(0, 8)}`,
    event_count: thread.length,
    last_activity_at: sent.at(-1) ?? null,
    last_stored_message_at: stored.at(-1) ?? null,
    created_at: stored[0] ?? null,
    updated_at: stored.at(-1) ?? null,
  };
}

const LINKEDIN_CONVERSATIONS: ListSpec<LinkedinConversation> = {
  rows: conversationsOf,
  search: [],
  filters: ['lead_uuid', 'linkedin_account_uuid'],
  orders: ['last_activity_at', 'created_at', 'updated_at', 'uuid'],
};

export const linkedinConversationRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/linkedin-conversations',
    isUndocumented: true,
    query: LIST_QUERY,
    handle(call) {
      // No reference documents an order of this list.
      const { order_field: _, 'order-field': _hyphen, ...query } = call.query;
      const isIgnored = call.dialect.guessedFilters !== 'honoured';
      return list(isIgnored ? { ...call, query } : call, LINKEDIN_CONVERSATIONS, { form: 'query' });
    },
  },
];
