import type { Answer, Front } from './front.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { replayed message { uuid text } }
}`;

export interface Sent {
  sendMessage: { replayed: boolean; message: { uuid: string; text: string | null } | null } | null;
}

/** Who is written to, by whom. */
export interface Thread {
  leadId: string;
  senderProfileId: string;
}

/** A stack whose upstream holds no message but those that are sent. */
export interface Sending extends AsyncDisposable {
  readonly stack: Stack;
  readonly thread: Thread;
  /** A lead whom nobody has written to. */
  openThread(): Thread;
  /** Sends `Hello` in `thread`, but for `input`. */
  send(input?: object, headers?: Record<string, string>): Promise<Answer<Sent>>;
  /** Texts of the messages that the upstream has stored, oldest first. */
  stored(): (string | null)[];
  /** How many sends reached the upstream. */
  posts(): number;
}

export async function startSending({ env, sandbox }: StackOptions = {}): Promise<Sending> {
  const stack = await startStack({ ...(env && { env }), sandbox: { size: { leads: 0 }, ...sandbox } });
  const { world } = stack.sandbox;
  const openThread = () => ({
    leadId: world.leads.insert().uuid,
    senderProfileId: world.senderProfiles.all()[0]?.uuid ?? '',
  });
  const thread = openThread();
  return {
    stack,
    thread,
    openThread,
    send: (input, headers) => sendBy(stack, { ...thread, text: 'Hello', ...input }, headers),
    stored: () => world.messages.all().map(({ text }) => text),
    posts: () => stack.upstream.filter((line) => line.startsWith('POST /flows/api/')).length,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

export function sendBy(front: Front, input: object, headers?: Record<string, string>): Promise<Answer<Sent>> {
  return front.query<Sent>(SEND, { input }, headers);
}

/** `sent`, `replayed`, or the code of the error. */
export function outcomeOf({ data, errors }: Answer<Sent>): unknown {
  if (errors) return errors[0]?.extensions?.['code'];
  return data?.sendMessage?.replayed ? 'replayed' : 'sent';
}

export function uuidOf({ data }: Answer<Sent>): string | undefined {
  return data?.sendMessage?.message?.uuid;
}
