import type { Message } from '@getsales-gateway/api-client';
import { deliver } from '../delivery.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { toNewMessage } from '../message-write.ts';
import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, noContent, type Route, single } from '../route.ts';

export const MESSAGES: ListSpec<Message> = {
  rows: (world) => world.messages,
  search: ['text', 'subject'],
  filters: [
    'uuid',
    'sender_profile_uuid',
    'linkedin_account_uuid',
    'linkedin_conversation_uuid',
    'lead_uuid',
    'task_pipeline_uuid',
    'template_uuid',
    'message_hash',
    'type',
    'automation',
    'status',
    'user_id',
    'linkedin_type',
    'sent_at',
    'created_at',
    'updated_at',
  ],
  guesses: ['read_at'],
  orders: ['uuid', 'sent_at', 'created_at', 'updated_at'],
};

const SEND_BODY = [
  'sender_profile_uuid',
  'lead_uuid',
  'text',
  'template_uuid',
  'subject',
  'linkedin_messenger_type',
  'attachments',
];

function messageOf({ world, params }: Call): Message {
  const message = world.messages.get(params['uuid'] ?? '');
  if (message === undefined) throw missing('Message');
  return message;
}

function send(call: Call): Answer {
  const message = call.world.messages.insert(toNewMessage(call));
  deliver(call, message.uuid);
  return single(message, call, call.dialect.sendStatus);
}

function remove(call: Call): Answer {
  call.world.messages.remove(messageOf(call).uuid);
  return noContent;
}

function retry(call: Call): Answer {
  const { uuid, status } = messageOf(call);
  if (status !== 'failed') throw invalid({ status: ['Only a failed message can be retried.'] });
  call.world.messages.update(uuid, { status: 'new', fail_reason: null, updated_at: call.clock.timestamp() });
  deliver(call, uuid);
  return { status: 200 };
}

const PATH = '/flows/api/linkedin-messages';

export const messageRoutes: Route[] = [
  { method: 'GET', path: PATH, query: LIST_QUERY, handle: (call) => list(call, MESSAGES, { form: 'query' }) },
  {
    method: 'POST',
    path: PATH,
    query: [],
    body: SEND_BODY,
    exists: ({ sendPath }) => sendPath !== 'messages',
    handle: send,
  },
  {
    method: 'POST',
    path: '/flows/api/messages',
    query: [],
    body: SEND_BODY,
    exists: ({ sendPath }) => sendPath !== 'linkedin-messages',
    handle: send,
  },
  { method: 'PUT', path: `${PATH}/{uuid}/retry`, isUndocumented: true, query: [], body: [], handle: retry },
  { method: 'DELETE', path: `${PATH}/{uuid}`, isUndocumented: true, query: [], body: [], handle: remove },
];
