import { ApiKeyMissingError } from '../errors.ts';
import { type Request, type RequestOptions, scopeOf } from '../request.ts';
import { type MessageSendParams, messages } from '../resources/messages.ts';
import type { Sent } from './read-back.ts';
import { createSendOnce } from './send-once.ts';

const OPERATION = { method: 'POST', path: '/flows/api/messages' } as const;
const MAX_WAIT_MS = 25_000;

/** Send-once for one caller: its ledger is the upstream's, its thread is read through the caller's own requests. */
export function sendOnceOf(request: Request, { upstream, apiKey, teamId, subject, signal }: RequestOptions) {
  const { list, send, getMany } = messages(request, upstream.findings);

  return async (params: MessageSendParams, key?: string): Promise<Sent> => {
    if (!apiKey) throw new ApiKeyMissingError('No API key', OPERATION);
    const sendOnce = createSendOnce({
      ledger: upstream.ledger,
      clock: upstream.clock,
      account: scopeOf({ apiKey, teamId }),
      subject,
      maxWaitMs: MAX_WAIT_MS,
      signal,
      send,
      readBack: async ({ lead_uuid, sender_profile_uuid }) => {
        // What is under way may have begun too early to see the message.
        upstream.inFlight.forget(scopeOf({ apiKey, teamId }));
        const filter = { lead_uuid, sender_profile_uuid, type: 'outbox' };
        const page = await list({ filter, limit: 100, offset: 0, order_field: 'created_at', order_type: 'desc' });
        return page.data;
      },
      get: async (uuid) => (await getMany([uuid])).data.find((row) => row.uuid === uuid) ?? null,
      operation: OPERATION,
    });
    return sendOnce(params, key);
  };
}
