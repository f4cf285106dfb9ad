import type { Request } from '../request.ts';
import type { Findings } from '../upstream.ts';
import { countRows, type JsonObject, toNothing, toPage, toRow, UnexpectedBody } from '../wire/body.ts';
import { byUuid, type FilterValue, type ListParams } from '../wire/query.ts';
import { trySendPaths } from './send-path.ts';

/** A LinkedIn message as the upstream sends it. It knows neither flow nor lead name. */
export interface Message {
  uuid: string;
  team_id: number;
  user_id: number | null;
  /** Our side of the thread, for received messages too. */
  sender_profile_uuid: string;
  linkedin_account_uuid: string | null;
  linkedin_conversation_uuid: string | null;
  lead_uuid: string | null;
  task_pipeline_uuid: string | null;
  template_uuid: string | null;
  message_hash: string | null;
  subject: string | null;
  /** null for an attachment or a reaction alone. */
  text: string | null;
  custom_content: unknown;
  attachments: JsonObject[] | null;
  /** Direction: `inbox` or `outbox`. */
  type: string;
  /** Origin; an open set. One client tolerates an object that names the flow. */
  automation: string | JsonObject | null;
  /** An open set whose case varies. */
  linkedin_type: string | null;
  /** `new`, `in_progress`, `done` or `failed`. */
  status: string;
  fail_reason: string | null;
  read_at: string | null;
  /** When LinkedIn carried it; null while queued. */
  sent_at: string | null;
  /** When GetSales stored it, possibly long after `sent_at`. */
  created_at: string | null;
  updated_at: string;
}

/** The documented filter keys. Date ranges on this list are not documented. */
export type MessageFilterKey =
  | 'q'
  | 'uuid'
  | 'sender_profile_uuid'
  | 'linkedin_account_uuid'
  | 'linkedin_conversation_uuid'
  | 'lead_uuid'
  | 'task_pipeline_uuid'
  | 'template_uuid'
  | 'message_hash'
  | 'type'
  | 'automation'
  | 'status'
  | 'user_id'
  | 'linkedin_type'
  // No reference lists it: each row is to be checked.
  | 'read_at'
  | 'sent_at'
  | 'created_at'
  | 'updated_at';

/** A window of messages, filtered by the documented keys. */
export interface MessageListParams extends ListParams {
  filter?: Partial<Record<MessageFilterKey, FilterValue>>;
}

/** A message to send: its text, or the template that makes it. */
export interface MessageSendParams {
  sender_profile_uuid: string;
  lead_uuid: string;
  /** At most 8,000 characters; may be left out with `template_uuid`. */
  text?: string;
  template_uuid?: string;
  /** InMail only, at most 511 characters. */
  subject?: string;
  /** `basic` (default) or `sn`. */
  linkedin_messenger_type?: string;
  attachments?: { uuid: string }[];
}

const PATH = '/flows/api/linkedin-messages';

/** Reads and writes of messages. `findings` remembers which path takes sends. */
export function messages(request: Request, findings: Findings) {
  return {
    list: (query: MessageListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...query }, isProbe }, (body) => toPage<Message>(body)),

    /** Up to 100 messages. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) => toPage<Message>(body)),

    /** null when there is no such message. There is no path to one: it is asked for by a filter that every reference lists. */
    get: (uuid: string) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid([uuid]), filter: { uuid } } }, (body) => {
        const page = toPage<Message>(body);
        const found = page.data.find((message) => message.uuid === uuid);
        // Rows of others, or unreadable ones, do not show that this one is gone.
        if (found === undefined && countRows(page) > 0) throw new UnexpectedBody('not the message asked for');
        return found ?? null;
      }),

    /**
     * Queues a message: it comes back `new` with `sent_at` null. The upstream knows no idempotency key, so that to repeat it may
     * send twice: the client's `messages.send` is made of it, and never does.
     */
    send: (body: MessageSendParams) =>
      trySendPaths(findings, (path) => request({ method: 'POST', path, body }, (answer) => toRow<Message>(answer))),

    // Known from white-label documentation only, like `delete`.
    /** Queues a failed message again. */
    retry: (uuid: string) => request({ method: 'PUT', path: `${PATH}/{uuid}/retry`, params: { uuid } }, toNothing),

    /** Deletes the record; what LinkedIn carried stays there. */
    delete: (uuid: string) => request({ method: 'DELETE', path: `${PATH}/{uuid}`, params: { uuid } }, toNothing),
  };
}
