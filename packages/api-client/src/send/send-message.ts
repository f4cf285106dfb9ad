import { scopeOf } from '../exchange/credentials.ts';
import type { RequestOptions } from '../request.ts';
import { type Message, type MessageSendParams, messages } from '../resources/messages.ts';
import { isSame, normalised, type Thread } from './read-back.ts';
import { CoordinationUnavailable } from './send-ledger.ts';
import { type Outgoing, sendOnce } from './send-once.ts';
import { newestFrom, requestAfresh, toSender } from './sender.ts';

/** A message whose send is certain. */
export interface SentMessage {
  /** null for a replay whose message was deleted since. */
  message: Message | null;
  /** An earlier attempt with the same key had sent it. */
  isReplayed: boolean;
}

const OPERATION = { method: 'POST', path: '/flows/api/messages' } as const;

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
      prepare: () => Promise.resolve(() => send(params)),
      isAnswer: (row) => isAnswerTo(row, params),
      get,
      thread: threadOf(params, options),
      // A template's text is made upstream, and may be made anew each time.
      mayPostAgain: params.template_uuid === undefined,
    };
    const { row, isReplayed } = await sendOnce(outgoing, key, toSender(options, OPERATION));
    return { message: row, isReplayed };
  };
}

function threadOf(params: MessageSendParams, options: RequestOptions): Thread<Message> {
  const { lead_uuid, sender_profile_uuid } = params;
  return {
    readPage(offset) {
      const filter = { lead_uuid, sender_profile_uuid, type: 'outbox' };
      return messages(requestAfresh(options), options.upstream.findings).list({ filter, ...newestFrom(offset) });
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
