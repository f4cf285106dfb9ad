import { ApiKeyMissingError } from '../errors.ts';
import { createRequest, type RequestOptions, scopeOf } from '../request.ts';
import { type MessageSendParams, messages } from '../resources/messages.ts';
import { createSendOnce } from './send-once.ts';
import type { Sent } from './sent.ts';

const OPERATION = { method: 'POST', path: '/flows/api/messages' } as const;
const MAX_WAIT_MS = 25_000;

/** Send-once for one caller: the ledger is the upstream's, the requests are the caller's own. */
export function sendOnceOf({ send, get }: Pick<ReturnType<typeof messages>, 'send' | 'get'>, options: RequestOptions) {
  const { upstream, apiKey, teamId, subject, signal, waitUntil = () => {} } = options;

  return async (params: MessageSendParams, key?: string): Promise<Sent> => {
    if (!apiKey) throw new ApiKeyMissingError('No API key', OPERATION);
    const sendOnce = createSendOnce({
      ledger: upstream.ledger,
      clock: upstream.clock,
      account: scopeOf({ apiKey, teamId }),
      subject,
      maxWaitMs: MAX_WAIT_MS,
      signal,
      waitUntil,
      send,
      readBack: (thread, offset) => readBack(thread, offset, options),
      get,
      operation: OPERATION,
    });
    return sendOnce(params, key);
  };
}

/** As a part of the mutation, and in its own time: the doubt may be that the caller has left, or that the operation's time is over. */
function readBack({ lead_uuid, sender_profile_uuid }: MessageSendParams, offset: number, options: RequestOptions) {
  const { upstream, apiKey = '', teamId } = options;
  // What is under way may have begun too early to see the message.
  upstream.inFlight.forget(scopeOf({ apiKey, teamId }));
  const signal = AbortSignal.timeout(upstream.timeoutMs);
  const request = createRequest({ ...options, readPriority: 'mutation', signal, timeLeftMs: () => upstream.timeoutMs });
  const filter = { lead_uuid, sender_profile_uuid, type: 'outbox' };
  const newest = { limit: 100, offset, order_field: 'created_at', order_type: 'desc' } as const;
  return messages(request, upstream.findings).list({ filter, ...newest });
}
