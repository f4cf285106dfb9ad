import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const empty = { sandbox: { size: { leads: 0 } } };
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

const LATEST = 'order_field=sent_at&order_type=desc';

it('lists messages, the latest first, with both sides of the conversation', async () => {
  await using stack = await startStack();
  const { data, errors } = await stack.query<{ messages: { nodes: { sentAt: string }[] } }>(
    '{ messages(first: 20) { totalCount nodes { sentAt text direction status lead { name } senderProfile { firstName } } } }',
  );
  expect(errors).toBeUndefined();
  const sentAt = data?.messages.nodes.map((message) => message.sentAt) ?? [];
  expect(sentAt).toHaveLength(20);
  expect(sentAt).toEqual(sentAt.toSorted().toReversed());
  expect(asked(stack)).toEqual([
    `GET /flows/api/linkedin-messages?limit=20&offset=0&${LATEST}`,
    'GET /flows/api/sender-profiles?limit=100&offset=0&order_field=created_at&order_type=asc',
    'POST /leads/api/leads/search',
  ]);
});

it('does not ask again for the lead of its own messages', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 50 } } });
  const { data, errors } = await stack.query<{
    leads: { nodes: { name: string; messages: { nodes: { lead: object }[] } }[] };
  }>(
    '{ leads(first: 10) { nodes { name messages(first: 2) { nodes { text lead { name } senderProfile { firstName } } } } } }',
  );
  expect(errors).toBeUndefined();
  for (const { name, messages } of data?.leads.nodes ?? []) {
    for (const { lead } of messages.nodes) expect(lead).toEqual({ name });
  }
  expect(stack.upstream.map((line) => line.split('?')[0])).toEqual([
    'GET /leads/api/leads',
    'GET /flows/api/linkedin-messages',
    'GET /flows/api/sender-profiles',
  ]);
});

it('sends every condition of a filter upstream', async () => {
  await using stack = await startStack(empty);
  const uuid = (digit: number) => NOBODY.replace(/0$/, String(digit));
  const { errors } = await stack.query(
    `query ($filter: GetSalesMessageFilter) {
      messages(first: 5, search: "pricing", filter: $filter, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } }
    }`,
    {
      filter: {
        leadIds: [uuid(1), globalId('Lead', uuid(2))],
        senderProfileId: uuid(3),
        conversationId: uuid(4),
        direction: 'INBOUND',
        status: 'DONE',
        automation: 'manual',
        linkedinType: 'InMail',
        templateId: uuid(5),
      },
    },
  );
  expect(errors).toBeUndefined();
  expect(asked(stack)).toEqual([
    'GET /flows/api/linkedin-messages?limit=5&offset=0&order_field=created_at&order_type=asc&filter[q]=pricing' +
      `&filter[lead_uuid][]=${uuid(1)}&filter[lead_uuid][]=${uuid(2)}&filter[sender_profile_uuid]=${uuid(3)}` +
      `&filter[linkedin_conversation_uuid]=${uuid(4)}&filter[type]=inbox&filter[status]=done&filter[automation]=manual` +
      `&filter[linkedin_type]=InMail&filter[template_uuid]=${uuid(5)}`,
  ]);
});

it("lists one lead's messages by its own filter", async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const lead = world.leads.insert({ name: 'Robin' });
  world.messages.insert({ lead_uuid: lead.uuid, type: 'inbox', text: 'In' });
  world.messages.insert({ lead_uuid: lead.uuid, type: 'outbox', text: 'Out' });
  const { data, errors } = await stack.query(
    'query ($id: ID!) { lead(id: $id) { messages(filter: { direction: INBOUND }) { totalCount nodes { text lead { name } } } } }',
    { id: lead.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ lead: { messages: { totalCount: 1, nodes: [{ text: 'In', lead: { name: 'Robin' } }] } } });
  expect(asked(stack)).toEqual([
    `GET /flows/api/linkedin-messages?limit=20&offset=0&${LATEST}&filter[type]=inbox&filter[lead_uuid]=${lead.uuid}`,
    `GET /leads/api/leads/${lead.uuid}?disable_aggregation=true`,
  ]);
});

it('does not show messages of leads that nobody asked for', async () => {
  await using stack = await startStack({ sandbox: { dialect: { arrayFilters: 'ignored' } } });
  const [one, two] = stack.sandbox.world.leads.all();
  const { data, errors } = await stack.query(
    `{ messages(filter: { leadIds: ["${one?.uuid}", "${two?.uuid}"] }) { nodes { id } } }`,
  );
  expect(data).toEqual({ messages: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
});

it('gives null for unknown enum values, and for a missing lead', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.messages.insert({
    type: 'sideways',
    status: 'lost',
    automation: { uuid: NOBODY, name: 'Spring' },
    read_at: 'soon',
    custom_content: { a: [1] },
    template_uuid: NOBODY,
    lead_uuid: null,
  });
  const { data, errors } = await stack.query(
    'query ($id: ID!) { message(id: $id) { id direction status automation readAt customContent attachments templateId lead { id } } }',
    { id: globalId('Message', uuid) },
  );
  expect(errors).toMatchObject([{ path: ['message', 'readAt'], extensions: { code: 'UPSTREAM_ERROR' } }]);
  expect(data).toEqual({
    message: {
      id: globalId('Message', uuid),
      direction: null,
      status: null,
      automation: 'Spring',
      readAt: null,
      customContent: { a: [1] },
      attachments: [],
      templateId: NOBODY,
      lead: null,
    },
  });
});

it('gives null for a message and for a lead that are gone', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.messages.insert({ lead_uuid: NOBODY });
  const { data, errors } = await stack.query(
    `{ gone: message(id: "${NOBODY}") { id } here: message(id: "${uuid}") { lead { name } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ gone: null, here: { lead: null } });
});

it('puts queued messages at the old end of the order', async () => {
  await using stack = await startStack(empty);
  const { messages, leads } = stack.sandbox.world;
  const lead_uuid = leads.insert().uuid;
  messages.insert({ lead_uuid, text: 'queued', status: 'new', sent_at: null });
  messages.insert({ lead_uuid, text: 'sent', sent_at: '2026-01-01T00:00:00.000000Z' });
  const texts = async (args: string) => {
    const { data } = await stack.query<{ messages: { nodes: { text: string }[] } }>(
      `{ messages${args} { nodes { text } } }`,
    );
    return data?.messages.nodes.map(({ text }) => text);
  };
  expect(await texts('')).toEqual(['sent', 'queued']);
  expect(await texts('(orderBy: { direction: ASC })')).toEqual(['queued', 'sent']);
  expect(await texts('(filter: { status: NEW })')).toEqual(['queued']);
});

it.each([
  [
    '`filter.leadId` and `filter.leadIds`',
    `{ messages(filter: { leadId: "${NOBODY}", leadIds: ["${NOBODY}"] }) { totalCount } }`,
  ],
  ['`filter.leadIds`', `{ messages(filter: { leadIds: [${Array(101).fill(`"${NOBODY}"`)}] }) { totalCount } }`],
  ['`filter.conversationId`', `{ messages(filter: { conversationId: "${globalId('Lead', NOBODY)}" }) { totalCount } }`],
  ['`id`', '{ message(id: "x") { id } }'],
])('refuses %s before any request', async (argument, document) => {
  await using stack = await startStack();
  const { errors } = await stack.query(document);
  expect(errors).toMatchObject([
    { message: expect.stringContaining(argument), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(stack.upstream).toEqual([]);
});

const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id text status sentAt lead { name } } replayed } }';

it('queues a message, and reads its lead only because it is selected', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const lead = world.leads.insert({ name: 'Robin' });
  const sender = world.senderProfiles.all()[0]?.uuid ?? '';
  const { data, errors } = await stack.query(SEND, {
    input: { leadId: globalId('Lead', lead.uuid), senderProfileId: sender, text: 'Hello', attachmentIds: [NOBODY] },
  });
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    sendMessage: { message: { text: 'Hello', status: 'NEW', sentAt: null, lead: { name: 'Robin' } }, replayed: false },
  });
  expect(sent(stack)).toEqual([
    {
      lead_uuid: lead.uuid,
      sender_profile_uuid: sender,
      text: 'Hello',
      linkedin_messenger_type: 'basic',
      attachments: [{ uuid: NOBODY }],
    },
  ]);
  expect(stack.upstream).toEqual([
    'POST /flows/api/messages',
    `GET /leads/api/leads/${lead.uuid}?disable_aggregation=true`,
  ]);
});

it('sends by template, and InMail with a subject', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const lead = world.leads.insert();
  const sender = world.senderProfiles.all()[0]?.uuid ?? '';
  const { errors } = await stack.query(SEND, {
    input: {
      leadId: lead.uuid,
      senderProfileId: sender,
      templateId: NOBODY,
      subject: 'Widgets',
      messengerType: 'SALES_NAVIGATOR',
    },
  });
  expect(errors).toBeUndefined();
  expect(sent(stack)).toEqual([
    {
      lead_uuid: lead.uuid,
      sender_profile_uuid: sender,
      template_uuid: NOBODY,
      subject: 'Widgets',
      linkedin_messenger_type: 'sn',
    },
  ]);
});

it.each([
  ['`input.text`', { text: 'x'.repeat(8_001) }],
  ['`input.text`', { text: ' ' }],
  ['`input.text`', {}],
  ['`input.subject`', { text: 'x', subject: 'x'.repeat(512) }],
  ['`input.leadId`', { text: 'x', leadId: globalId('Message', NOBODY) }],
  ['`input.templateId`', { templateId: 'welcome' }],
])('refuses a message for %s before anything is sent', async (argument, input) => {
  await using stack = await startStack();
  const { errors } = await stack.query(SEND, { input: { leadId: NOBODY, senderProfileId: NOBODY, ...input } });
  expect(errors).toMatchObject([
    { message: expect.stringContaining(argument), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(stack.upstream).toEqual([]);
});

it('counts characters, not the units they are stored in', async () => {
  await using stack = await startStack(empty);
  await stack.query(SEND, { input: { leadId: NOBODY, senderProfileId: NOBODY, text: '👋'.repeat(8_000) } });
  expect(sent(stack)).toMatchObject([{ text: '👋'.repeat(8_000) }]);
});

it('queues a failed message again and shows it as it is then', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.messages.insert({
    status: 'failed',
    fail_reason: 'Not connected',
    sent_at: null,
  });
  const { data, errors } = await stack.query(
    `mutation { retryMessage(input: { messageId: "${uuid}" }) { message { uuid status failReason } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ retryMessage: { message: { uuid, status: 'NEW' } } });
  expect(stack.upstream.map((line) => line.split('?')[0])).toEqual([
    `PUT /flows/api/linkedin-messages/${uuid}/retry`,
    'GET /flows/api/linkedin-messages',
  ]);
});

it('deletes a message', async () => {
  await using stack = await startStack(empty);
  const { uuid } = stack.sandbox.world.messages.insert();
  const { data, errors } = await stack.query(
    `mutation { deleteMessage(input: { messageId: "${uuid}" }) { deletedMessageId } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ deleteMessage: { deletedMessageId: globalId('Message', uuid) } });
  expect(asked(stack)).toEqual([`DELETE /flows/api/linkedin-messages/${uuid}`]);
});
