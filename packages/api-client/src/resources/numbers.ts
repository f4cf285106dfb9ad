import type { Request } from '../request.ts';
import { isObject, toObject, UnexpectedBody } from '../wire/body.ts';
import type { Filter } from '../wire/query.ts';
import type { MessageListParams } from './messages.ts';

/** What the engagement with leads can be counted by. */
export const LEAD_METRICS = [
  'linkedin_connection_request_sent_count',
  'linkedin_connection_request_accepted_count',
  'linkedin_sent_count',
  'linkedin_opened_count',
  'linkedin_inbox_count',
  'linkedin_inmail_sent_count',
  'linkedin_inmail_replied_count',
  'linkedin_positive_count',
  'email_sent_count',
  'email_opened_count',
  'email_clicked_count',
  'email_bounced_count',
  'email_unsubscribed_count',
  'email_inbox_count',
  'email_positive_count',
] as const;

export type LeadMetric = (typeof LEAD_METRICS)[number];

/** A span of time, and the flows that count; all of them without `flows`. */
export interface LeadMetricsParams {
  period_from: string;
  period_to: string;
  flows?: readonly string[];
}

/** What one step of a flow has done, by its number. */
export interface NodeStatistics {
  node_statuses: Record<string, number>;
  node_branches: unknown;
  node_conversions: Record<string, number>;
}

/** How many leads a flow has, and how many tasks wait. */
export interface FlowCounts {
  leads_count: number | null;
  in_progress_leads_count: number | null;
  finished_leads_count: number | null;
  failed_leads_count: number | null;
  task_counts: unknown;
}

export type MessageGroup = 'status' | 'type' | 'sender_profile_uuid';

/** Reads of numbers: they are counted upstream. */
export function numbers(request: Request) {
  return {
    /** By value of the field. */
    messageCounts: (group_field: MessageGroup, filter: NonNullable<MessageListParams['filter']>) =>
      request(
        {
          method: 'POST',
          path: '/flows/api/linkedin-messages/group-counts',
          body: { group_field, filter },
          readsByPost: true,
        },
        toCounts,
      ),

    /** How many leads match. */
    leadCount: (filter: Filter) =>
      request(
        { method: 'POST', path: '/leads/api/leads/count', body: { all: true, filter }, readsByPost: true },
        (body) => {
          const { total } = toObject(body);
          if (typeof total !== 'number') throw new UnexpectedBody('no total');
          return total;
        },
      ),

    /** Totals: they cannot be grouped. */
    leadMetrics: (params: LeadMetricsParams) =>
      request(
        {
          method: 'POST',
          path: '/leads/api/leads/metrics',
          body: { ...params, metrics: LEAD_METRICS },
          readsByPost: true,
        },
        (body) => toCounts(toObject(body)['total']),
      ),

    /** By UUID of the flow. */
    flowCounts: (uuids: readonly string[]) =>
      request({ method: 'POST', path: '/flows/api/flows/metrics', body: { uuids }, readsByPost: true }, (body) =>
        byKey(
          body,
          (each): FlowCounts => ({
            leads_count: toCount(each['leads_count']),
            in_progress_leads_count: toCount(each['in_progress_leads_count']),
            finished_leads_count: toCount(each['finished_leads_count']),
            failed_leads_count: toCount(each['failed_leads_count']),
            task_counts: each['task_counts'] ?? null,
          }),
        ),
      ),

    /** By number of the step. */
    nodeStatistics: (flowUuid: string, node_ids: readonly number[]) =>
      request(
        {
          method: 'POST',
          path: '/flows/api/flows/{flowUuid}/statistics/nodes',
          params: { flowUuid },
          body: { node_ids },
          readsByPost: true,
        },
        (body) =>
          byKey(
            body,
            (each): NodeStatistics => ({
              node_statuses: toCounts(each['node_statuses'] ?? {}),
              node_branches: each['node_branches'] ?? null,
              node_conversions: toCounts(each['node_conversions'] ?? {}),
            }),
          ),
      ),
  };
}

/** PHP writes an empty object as an empty list. What is no number is left out. */
function toCounts(value: unknown): Record<string, number> {
  if (Array.isArray(value) && value.length === 0) return {};
  return Object.fromEntries(
    Object.entries(toObject(value)).flatMap(([key, count]) => {
      const number = toCount(count);
      return number === null ? [] : [[key, number]];
    }),
  );
}

function toCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function byKey<T>(body: unknown, read: (each: Record<string, unknown>) => T): Map<string, T> {
  if (Array.isArray(body) && body.length === 0) return new Map();
  const outer = toObject(body);
  const entries = Object.entries(isObject(outer['data']) ? outer['data'] : outer);
  return new Map(entries.flatMap(([key, each]) => (isObject(each) ? [[key.toLowerCase(), read(each)]] : [])));
}
