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

export type SendAnswer = Answer<{ sendMessage: { replayed: boolean } | null }>;

/** One message, and a gateway that is killed while it sends it. */
export interface Killing extends AsyncDisposable {
  readonly stack: Stack;
  /** The ledger, as another process sees it. */
  readonly ledger: DatabaseSync;
  readonly input: Record<'leadId' | 'senderProfileId' | 'text', string>;
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

export async function startKilling(settings: Record<string, string> = {}): Promise<Killing> {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(await startStack(settings));
  const ledger = opened.adopt(new DatabaseSync(join(stack.dataDir, 'sends.sqlite')), (database) => database.close());
  const input = { ...(await findThread(stack)), text: `Hello from ${crypto.randomUUID()}`, idempotencyKey: 'key' };
  const owned = opened.move();
  return {
    stack,
    ledger,
    input,
    send: (url = stack.url) => ask(url, SEND, { input }),
    async kill(gateway = stack.gateway) {
      gateway.signal('SIGKILL');
      await gateway.exitCode;
      if (ledger.isTransaction) ledger.exec('ROLLBACK');
      ledger.exec('UPDATE sends SET lease_until = 0');
    },
    stored: () => countStored(stack, input.text),
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

async function countStored({ upstreamUrl, apiKey }: Stack, text: string): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const query = 'limit=100&order_field=created_at&order_type=desc';
  const response = await fetch(`${upstreamUrl}/flows/api/linkedin-messages?${query}`, { headers });
  const { data } = (await response.json()) as { data: { text: string | null }[] };
  return data.filter((row) => row.text === text).length;
}
