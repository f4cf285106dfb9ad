import { hash } from 'node:crypto';
import type { Request } from '../request.ts';
import type { Lead } from '../resources/lead.ts';
import { leads } from '../resources/leads.ts';
import { type Message, messages } from '../resources/messages.ts';
import type { Upstream } from '../upstream.ts';
import type { Page } from '../wire/body.ts';
import type { PageParams } from '../wire/query.ts';
import { toInstant } from '../wire/timestamp.ts';
import type { Entry } from './position.ts';

/** A list of the upstream, read as a log: the newest rows first, by when they were stored or changed. */
export interface Log<Row extends { uuid: string }, Where> {
  name: string;
  /** No condition. */
  everything: Where;
  /** Asks for one window of the rows that match. What comes may hold others. */
  list(request: Request, upstream: Upstream, window: PageParams, where: Where): Promise<Page<Row>>;
  matches(row: Row, where: Where): boolean;
  /** Undefined for a row without a readable time, which has no place in the log. */
  entryOf(row: Row): Entry | undefined;
}

/** Conditions on messages; UUIDs in lower case. */
export interface MessagesWhere {
  leadUuid?: string | undefined;
  senderProfileUuid?: string | undefined;
}

/** Conditions on leads; UUIDs in lower case. */
export interface LeadsWhere {
  leadUuid?: string | undefined;
  listUuid?: string | undefined;
}

/** What leads wrote, by when GetSales stored it: history that is synced late is new in it. */
export const receivedMessages: Log<Message, MessagesWhere> = {
  name: 'received-messages',
  everything: {},
  list: (request, upstream, window, where) =>
    messages(request, upstream.findings).list({
      ...window,
      order_field: 'created_at',
      order_type: 'desc',
      filter: { type: 'inbox', ...toMessageFilter(where) },
    }),
  matches: (message, where) => message.type === 'inbox' && isMessageOf(message, where),
  entryOf: ({ uuid, created_at }) => toEntry(created_at, uuid.toLowerCase()),
};

/** Messages by when they last changed. The same message comes again with each change. */
export const changedMessages: Log<Message, MessagesWhere> = {
  name: 'changed-messages',
  everything: {},
  list: (request, upstream, window, where) =>
    messages(request, upstream.findings).list({
      ...window,
      order_field: 'updated_at',
      order_type: 'desc',
      filter: toMessageFilter(where),
    }),
  matches: isMessageOf,
  entryOf: (message) => toEntry(message.updated_at, toContent(message)),
};

/** Leads by when they last changed. The same lead comes again with each change. */
export const changedLeads: Log<Lead, LeadsWhere> = {
  name: 'changed-leads',
  everything: {},
  async list(request, _upstream, window, { leadUuid, listUuid }) {
    const { get, list, search } = leads(request);
    const newest = { ...window, order_field: 'updated_at', order_type: 'desc' } as const;
    if (leadUuid !== undefined) {
      const lead = await get(leadUuid);
      const data = lead === null || window.offset > 0 ? [] : [lead];
      return { data, total: data.length, hasMore: false };
    }
    return listUuid === undefined ? list(newest) : search({ ...newest, filter: { list_uuid: listUuid } });
  },
  matches: ({ uuid, list_uuid }, { leadUuid, listUuid }) => isSame(uuid, leadUuid) && isSame(list_uuid, listUuid),
  entryOf: (lead) => toEntry(lead.updated_at, toContent(lead)),
};

function toMessageFilter({ leadUuid, senderProfileUuid }: MessagesWhere) {
  return {
    ...(leadUuid !== undefined && { lead_uuid: leadUuid }),
    ...(senderProfileUuid !== undefined && { sender_profile_uuid: senderProfileUuid }),
  };
}

function isMessageOf({ lead_uuid, sender_profile_uuid }: Message, { leadUuid, senderProfileUuid }: MessagesWhere) {
  return isSame(lead_uuid, leadUuid) && isSame(sender_profile_uuid, senderProfileUuid);
}

/** UUIDs compare in any case. Rows may hold anything in place of one. */
function isSame(found: unknown, wanted: string | undefined): boolean {
  return wanted === undefined || (typeof found === 'string' && found.toLowerCase() === wanted);
}

function toEntry(time: unknown, identity: string): Entry | undefined {
  const instant = typeof time === 'string' ? toInstant(time) : undefined;
  return instant === undefined ? undefined : { time: instant, key: hash('sha256', identity, 'base64url').slice(0, 11) };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * All that a row says, however its times and UUIDs are spelled. Two changes may carry the same time, since some timestamps have no
 * fraction.
 */
function toContent(row: object): string {
  return JSON.stringify(row, (_name, value) => {
    if (typeof value !== 'string') return value;
    return UUID.test(value) ? value.toLowerCase() : (toInstant(value) ?? value);
  });
}
