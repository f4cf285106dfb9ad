import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Answer, ask } from './ask.ts';
import type { Program } from './program.ts';
import { loggedRequests } from './sandbox-controls.ts';
import { type Stack, startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
/** The deletion comes first, and the lead is read before the answer is out: the upstream sees how far the send has come. */
const SEND = `mutation ($input: SendMessageInput!) {
  deleteLead(input: { leadId: "${NOBODY}" }) { deletedLeadId }
  sendMessage(input: $input) { replayed message { lead { firstName } } }
}`;

export type SendAnswer = Answer<Record<string, { replayed: boolean } | null>>;

/** What is sent: how, and how it is found in the list where the upstream keeps it. */
export interface Sendable {
  field: string;
  mutation: string;
  list: string;
  /** The path of its post. */
  post: string;
  input(text: string): object;
  hasText(row: Record<string, unknown>, text: string): boolean;
}

const MESSAGE: Sendable = {
  field: 'sendMessage',
  mutation: SEND,
  list: '/flows/api/linkedin-messages',
  post: '/flows/api/messages',
  input: (text) => ({ text }),
  hasText: (row, text) => row['text'] === text,
};

export const EMAIL: Sendable = {
  field: 'sendEmail',
  mutation: 'mutation ($input: SendEmailInput!) { sendEmail(input: $input) { replayed email { uuid } } }',
  list: '/emails/api/emails',
  post: '/emails/api/emails/send-email',
  input: (text) => ({ subject: text, body: `<p>${text}</p>`, toEmail: 'robin@example.com', toName: 'Robin' }),
  hasText: (row, text) => row['subject'] === text,
};

export const PLANNED: Sendable = {
  field: 'scheduleMessage',
  mutation: `mutation ($input: ScheduleMessageInput!) {
    scheduleMessage(input: $input) { replayed flowTask { uuid } }
  }`,
  list: '/flows/api/tasks',
  post: '/flows/api/tasks',
  input: (text) => ({ text, sendAt: '2099-01-01T09:00:00Z' }),
  hasText: ({ payload }, text) => JSON.stringify(payload) === JSON.stringify({ template: text }),
};

/** One message, and a gateway that is killed while it sends it. */
export interface Killing extends AsyncDisposable {
  readonly stack: Stack;
  /** The ledger, as another process sees it. */
  readonly ledger: DatabaseSync;
  readonly input: Record<'leadId' | 'senderProfileId' | 'text', string>;
  readonly sendable: Sendable;
  /** Sends the message under its key, by the first gateway or by another. */
  send(url?: string): Promise<SendAnswer>;
  /** Kills the gateway, or another, without notice, and lets the ten seconds pass for which what it held is held. */
  kill(gateway?: Program): Promise<void>;
  /** How often the upstream has stored the message. */
  stored(): Promise<number>;
  /** States of the sends that the ledger knows. */
  recorded(): unknown[];
  /** Requests that the upstream has seen: `POST /flows/api/messages 201`, and `null` for the status of one without an answer. */
  upstream(): Promise<string[]>;
}

export async function startKilling(
  settings: Record<string, string> = {},
  sendable: Sendable = MESSAGE,
): Promise<Killing> {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(await startStack(settings));
  const ledger = opened.adopt(new DatabaseSync(join(stack.dataDir, 'sends.sqlite')), (database) => database.close());
  const text = `Hello from ${crypto.randomUUID()}`;
  const thread = await findThread(stack);
  const input = { ...thread, text, idempotencyKey: 'key' };
  const sent = { ...thread, ...sendable.input(text), idempotencyKey: 'key' };
  const owned = opened.move();
  return {
    stack,
    ledger,
    input,
    sendable,
    send: (url = stack.url) => ask(url, sendable.mutation, { input: sent }),
    async kill(gateway = stack.gateway) {
      gateway.signal('SIGKILL');
      await gateway.exitCode;
      if (ledger.isTransaction) ledger.exec('ROLLBACK');
      ledger.exec('UPDATE sends SET lease_until = 0');
    },
    stored: () => countStored(stack, sendable, text),
    recorded() {
      const rows = ledger.prepare('SELECT state FROM sends').all();
      return rows.map(({ state }) => state);
    },
    async upstream() {
      const requests = await loggedRequests(stack.upstreamUrl);
      return requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function findThread({ url }: Stack) {
  const { data } = await ask<Record<'leads' | 'senderProfiles', { nodes: { uuid: string }[] }>>(
    url,
    '{ leads(first: 1) { nodes { uuid } } senderProfiles(first: 1) { nodes { uuid } } }',
  );
  return { leadId: data.leads.nodes[0]?.uuid ?? '', senderProfileId: data.senderProfiles.nodes[0]?.uuid ?? '' };
}

async function countStored({ upstreamUrl, apiKey }: Stack, { list, hasText }: Sendable, text: string): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const query = 'limit=100&order_field=created_at&order_type=desc';
  const response = await fetch(`${upstreamUrl}${list}?${query}`, { headers });
  const { data } = (await response.json()) as { data: Record<string, unknown>[] };
  return data.filter((row) => hasText(row, text)).length;
}
