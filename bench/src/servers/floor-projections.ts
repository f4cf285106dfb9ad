import type { Lead, Message } from '@getsales-gateway/api-client';
import { ask } from './floor-upstream.ts';

type Variables = Record<string, string> & { input?: Record<string, string> };
type Projection = (variables: Variables, authorization: string) => Promise<object>;

interface Rows<T> {
  data: T[];
  total: number;
}

const NEWEST = { order_field: 'created_at', order_type: 'desc', disable_aggregation: true };
const WINDOW = 100;

/** For each operation: asks the upstream, picks the fields, and nests them as the query does. */
export const PROJECTIONS = {
  Lead: async ({ id }, authorization) => {
    const lead = await ask<Lead>(authorization, 'GET', `/leads/api/leads/${id}?disable_aggregation=true`);
    return { lead: toLead(lead) };
  },
  Leads: async ({ search }, authorization) => {
    const { data, total } = await searchLeads(search, authorization);
    return { leads: { nodes: data.map(toLead), totalCount: total, pageInfo: { hasNextPage: data.length < total } } };
  },
  Threads: async ({ search }, authorization) => {
    const { data } = await searchLeads(search, authorization);
    const threads = Map.groupBy(await allMessages(data, authorization), (message) => message.lead_uuid);
    const nodes = data.map(({ uuid, name }) => ({
      id: toId('Lead', uuid),
      name,
      messages: { nodes: (threads.get(uuid) ?? []).slice(0, 5).map(toMessage) },
    }));
    return { leads: { nodes } };
  },
  Send: async ({ input: { leadId, senderProfileId, text } = {} }, authorization) => {
    const message = { lead_uuid: leadId, sender_profile_uuid: senderProfileId, text };
    const { uuid, status, created_at, ...sent } = await ask<Message>(
      authorization,
      'POST',
      '/flows/api/messages',
      message,
    );
    const payload = { id: toId('Message', uuid), text: sent.text, status: status.toUpperCase(), createdAt: created_at };
    return { sendMessage: { message: payload } };
  },
} satisfies Record<string, Projection>;

export function isOperationName(name: unknown): name is keyof typeof PROJECTIONS {
  return typeof name === 'string' && name in PROJECTIONS;
}

function searchLeads(q: string | undefined, authorization: string): Promise<Rows<Lead>> {
  const body = { filter: { q }, limit: 50, offset: 0, ...NEWEST };
  return ask(authorization, 'POST', '/leads/api/leads/search', body);
}

/** The first window tells how many rows there are. The other windows are asked for at once. */
async function allMessages(leads: Lead[], authorization: string): Promise<Message[]> {
  const filter = leads.map(({ uuid }) => `&filter[lead_uuid][]=${uuid}`).join('');
  const order = 'order_field=sent_at&order-field=sent_at&order_type=desc&order-type=desc';
  const askWindow = (offset: number) =>
    ask<Rows<Message>>(
      authorization,
      'GET',
      `/flows/api/linkedin-messages?limit=${WINDOW}&offset=${offset}&${order}${filter}`,
    );
  const first = await askWindow(0);
  const others = Array.from({ length: Math.ceil(first.total / WINDOW) - 1 }, (_, index) =>
    askWindow((index + 1) * WINDOW),
  );
  return [first, ...(await Promise.all(others))].flatMap(({ data }) => data);
}

function toLead({ uuid, name, position, company_name, work_email, linkedin, status, created_at }: Lead) {
  return {
    id: toId('Lead', uuid),
    name,
    position,
    companyName: company_name,
    workEmail: work_email,
    linkedin,
    status,
    createdAt: created_at,
  };
}

function toMessage({ uuid, text, type, sent_at }: Message) {
  return { id: toId('Message', uuid), text, direction: type === 'inbox' ? 'INBOUND' : 'OUTBOUND', sentAt: sent_at };
}

function toId(typename: string, uuid: string): string {
  return Buffer.from(`${typename}:${uuid}`).toString('base64');
}
