import { ApiBodyError, ApiKeyMissingError } from '../errors.ts';
import { scopeOf } from '../exchange/credentials.ts';
import { createRequest, type RequestOptions } from '../request.ts';
import { type Message, type MessageSendParams, messages } from '../resources/messages.ts';
import { users } from '../resources/users.ts';
import type { Thread } from './read-back.ts';
import { CoordinationUnavailable } from './send-ledger.ts';
import { type Outgoing, type Sender, sendOnce } from './send-once.ts';

/** A message whose send is certain. */
export interface SentMessage {
  /** null for a replay whose message was deleted since. */
  message: Message | null;
  /** An earlier attempt with the same key had sent it. */
  isReplayed: boolean;
}

const OPERATION = { method: 'POST', path: '/flows/api/messages' } as const;
const MAX_WAIT_MS = 25_000;

/** `messages.send` for one caller: the ledger is the upstream's, the requests are the caller's own. */
export function sendMessageOf(
  { send, get }: Pick<ReturnType<typeof messages>, 'send' | 'get'>,
  options: RequestOptions,
) {
  return async (params: MessageSendParams, key?: string): Promise<SentMessage> => {
    const outgoing: Outgoing<Message> = {
      operation: OPERATION,
      input: params,
      leadUuid: params.lead_uuid,
      senderProfileUuid: params.sender_profile_uuid,
      post: () => send(params),
      isAnswer: (row) => isAnswerTo(row, params),
      get,
      thread: threadOf(params, options),
      // A template's text is made upstream, and may be made anew each time.
      mayPostAgain: params.template_uuid === undefined,
    };
    const { row, isReplayed } = await sendOnce(outgoing, key, toSender(options));
    return { message: row, isReplayed };
  };
}

function toSender(options: RequestOptions): Sender {
  const { upstream, apiKey, teamId, subject, signal, waitUntil = () => {} } = options;
  if (!apiKey) throw new ApiKeyMissingError('No API key', OPERATION);
  return {
    ledger: upstream.ledger,
    clock: upstream.clock,
    readClock: () => readClock(options),
    account: scopeOf({ apiKey, teamId }),
    subject,
    maxWaitMs: MAX_WAIT_MS,
    signal,
    waitUntil,
  };
}

/** Reads the owner of the key, the smallest answer there is. What counts is the `Date` of a success, whatever its body. */
async function readClock(options: RequestOptions): Promise<void> {
  const { clock } = options.upstream;
  await users(createRequest({ ...options, readPriority: 'mutation', maxAgeMs: 0 }))
    .current()
    .catch((error: unknown) => {
      if (!clock.isKnown()) throw error;
    });
  if (!clock.isKnown()) throw new ApiBodyError('Upstream does not tell its time', OPERATION);
}

/**
 * Read as a part of the mutation, and in its own time: the doubt may be that the caller has left, or that the operation's time is
 * over.
 */
function threadOf(params: MessageSendParams, options: RequestOptions): Thread<Message> {
  const { upstream, apiKey = '', teamId } = options;
  const { lead_uuid, sender_profile_uuid } = params;
  return {
    readPage(offset) {
      // What is under way may have begun too early to see the message.
      upstream.inFlight.forget(scopeOf({ apiKey, teamId }));
      const signal = AbortSignal.timeout(upstream.timeoutMs);
      const timeLeftMs = () => upstream.timeoutMs;
      const request = createRequest({ ...options, readPriority: 'mutation', maxAgeMs: 0, signal, timeLeftMs });
      const filter = { lead_uuid, sender_profile_uuid, type: 'outbox' };
      const newest = { limit: 100, offset, order_field: 'created_at', order_type: 'desc' } as const;
      return messages(request, upstream.findings).list({ filter, ...newest });
    },
    includes: (row) =>
      row.type === 'outbox' && isSame(row.lead_uuid, lead_uuid) && isSame(row.sender_profile_uuid, sender_profile_uuid),
    isEqual: (row) => hasContentOf(row, params),
  };
}

function isAnswerTo(row: Message, params: MessageSendParams): boolean {
  return (
    (row.lead_uuid == null || isSame(row.lead_uuid, params.lead_uuid)) &&
    (row.sender_profile_uuid == null || isSame(row.sender_profile_uuid, params.sender_profile_uuid))
  );
}

/** A template is filled in upstream, so that its text is not known here. */
function hasContentOf(row: Message, { template_uuid, text = '' }: MessageSendParams): boolean {
  return template_uuid === undefined
    ? normalised(row.text ?? '') === normalised(text)
    : isSame(row.template_uuid, template_uuid);
}

function normalised(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function isSame(uuid: string | null, other: string): boolean {
  return uuid?.toLowerCase() === other.toLowerCase();
}

/** The key of the send that made a message, where this caller sent it; null also while the ledger is away. */
export async function idempotencyKeyOf(
  uuid: string,
  { upstream, apiKey = '', teamId, subject }: RequestOptions,
): Promise<string | null> {
  const account = scopeOf({ apiKey, teamId });
  const key = await upstream.ledger.keyOf({ account, subject, uuid }).catch((error: unknown) => {
    if (error instanceof CoordinationUnavailable) return undefined;
    throw error;
  });
  return key ?? null;
}
