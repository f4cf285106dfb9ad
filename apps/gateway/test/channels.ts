import type { World } from '@getsales-gateway/sandbox';
import type { Answer, Front } from './front.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

/** What is sent once beside messages: how it is sent, and where the upstream keeps it. */
export interface Channel {
  name: string;
  /** Requests that send, and those that look for what was sent. */
  post: { method: 'POST'; path: string };
  list: { method: 'GET'; path: string };
  mutation: string;
  /** The result of the mutation and its row. */
  field: string;
  row: string;
  /** What is sent in the thread, with this text. */
  input(text: string): object;
  /** UUIDs of what the upstream has stored for a lead, oldest first. */
  stored(world: World, leadId: string): string[];
}

/** Later than anything a test's clock comes to. */
const SEND_AT = '2099-01-01T10:00:00+01:00';

export const EMAILS: Channel = {
  name: 'sendEmail',
  post: { method: 'POST', path: '/emails/api/emails/send-email' },
  list: { method: 'GET', path: '/emails/api/emails' },
  mutation: `mutation ($input: SendEmailInput!) {
    sendEmail(input: $input) { replayed email { uuid subject } }
  }`,
  field: 'sendEmail',
  row: 'email',
  input: (text) => ({ subject: text, body: `<p>${text}</p>` }),
  stored: (world, leadId) => uuidsOf(world.emails.all(), leadId),
};

export const SCHEDULES: Channel = {
  name: 'scheduleMessage',
  post: { method: 'POST', path: '/flows/api/tasks' },
  list: { method: 'GET', path: '/flows/api/tasks' },
  mutation: `mutation ($input: ScheduleMessageInput!) {
    scheduleMessage(input: $input) { replayed flowTask { uuid scheduleAt } }
  }`,
  field: 'scheduleMessage',
  row: 'flowTask',
  input: (text) => ({ text, sendAt: SEND_AT }),
  stored: (world, leadId) => uuidsOf(world.tasks.all(), leadId),
};

export const CHANNELS = [EMAILS, SCHEDULES];

function uuidsOf(rows: readonly { uuid: string; lead_uuid: string | null }[], leadId: string): string[] {
  return rows.filter(({ lead_uuid }) => lead_uuid === leadId).map(({ uuid }) => uuid);
}

type Result = Record<string, Record<string, unknown> | null>;

/** A stack whose upstream holds nothing but what is sent. */
export interface Sending extends AsyncDisposable {
  readonly stack: Stack;
  readonly thread: { leadId: string; senderProfileId: string };
  /** A lead whom nobody has written to. */
  openThread(): { leadId: string; senderProfileId: string };
  /** Sends `Hello` in `thread`, but for `input`. */
  send(input?: object, headers?: Record<string, string>): Promise<Answer<Result>>;
  sendBy(front: Front, input?: object): Promise<Answer<Result>>;
  /** `sent`, `replayed`, or the code of the error. */
  outcomeOf(answer: Answer<Result>): unknown;
  uuidOf(answer: Answer<Result>): unknown;
  stored(leadId?: string): string[];
  /** How many sends reached the upstream. */
  posts(): number;
}

export async function startChannel(channel: Channel, { env, sandbox }: StackOptions = {}): Promise<Sending> {
  const stack = await startStack({ ...(env && { env }), sandbox: { size: { leads: 0 }, ...sandbox } });
  const { world } = stack.sandbox;
  const [sender = world.senderProfiles.insert()] = world.senderProfiles.all();
  const mailbox = world.mailboxes.insert({ sender_profile_uuid: sender.uuid, email: 'alex@example.org' });
  world.senderProfiles.update(sender.uuid, { mailbox_uuid: mailbox.uuid });
  const openThread = () => ({
    leadId: world.leads.insert({ name: 'Robin Sample', work_email: 'robin@example.com' }).uuid,
    senderProfileId: sender.uuid,
  });
  const thread = openThread();
  const resultOf = ({ data }: Answer<Result>) => data?.[channel.field];
  const sendBy = (front: Front, input?: object, headers?: Record<string, string>) =>
    front.query<Result>(channel.mutation, { input: { ...thread, ...channel.input('Hello'), ...input } }, headers);
  return {
    stack,
    thread,
    openThread,
    sendBy,
    send: (input, headers) => sendBy(stack, input, headers),
    outcomeOf: (answer) =>
      answer.errors ? answer.errors[0]?.extensions?.['code'] : resultOf(answer)?.['replayed'] ? 'replayed' : 'sent',
    uuidOf(answer) {
      const row = resultOf(answer)?.[channel.row];
      return typeof row === 'object' && row !== null && 'uuid' in row ? row.uuid : undefined;
    },
    stored: (leadId = thread.leadId) => channel.stored(world, leadId),
    posts: () =>
      stack.sandbox.requests.filter(({ method, route }) => method === 'POST' && route === channel.post.path).length,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}
