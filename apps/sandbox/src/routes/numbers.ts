import type { Message } from '@getsales-gateway/api-client';
import { rowsMatching } from '../list.ts';
import { invalid, missing } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { World } from '../world.ts';
import { LEADS } from './leads.ts';
import { MESSAGES } from './messages.ts';

const GROUPS = ['status', 'type', 'sender_profile_uuid', 'linkedin_account_uuid'] as const;

function groupMessages(call: Call): Answer {
  const group = GROUPS.find((each) => each === call.body['group_field']);
  if (group === undefined) throw invalid({ group_field: ['The selected group field is invalid.'] });
  const counts: Record<string, number> = {};
  for (const row of rowsMatching(call, MESSAGES)) {
    const value = String(row[group]);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return { status: 200, body: counts };
}

function countLeads(call: Call): Answer {
  return { status: 200, body: { total: rowsMatching(call, LEADS).length } };
}

/** Of the messages in the period; of flows, those to leads who were enrolled. */
function leadMetrics({ body, world }: Call): Answer {
  const { period_from, period_to, metrics, flows } = body;
  if (!Array.isArray(metrics)) throw invalid({ metrics: ['The metrics field is required.'] });
  const messages = world.messages.all().filter(({ sent_at }) => isWithin(sent_at, period_from, period_to));
  const wanted = Array.isArray(flows)
    ? messages.filter((message) => isOf(message, flows.map(String), world))
    : messages;
  const of = (type: string, isNote: boolean) =>
    wanted.filter((message) => message.type === type && (message.linkedin_type === 'connection_note') === isNote)
      .length;
  const total: Record<string, number> = Object.fromEntries(metrics.map((metric) => [String(metric), 0]));
  total['linkedin_sent_count'] = of('outbox', false);
  total['linkedin_inbox_count'] = of('inbox', false);
  total['linkedin_connection_request_sent_count'] = of('outbox', true);
  return { status: 200, body: { total } };
}

function isWithin(time: string | null, from: unknown, to: unknown): boolean {
  if (time === null) return false;
  const at = Date.parse(time);
  return at >= Date.parse(String(from)) && at < Date.parse(String(to));
}

function isOf({ lead_uuid }: Message, flows: readonly string[], { enrolments }: World): boolean {
  return enrolments.all().some((row) => row.lead_uuid === lead_uuid && flows.includes(row.flow_uuid));
}

function flowMetrics({ body, world }: Call): Answer {
  const { uuids } = body;
  if (!Array.isArray(uuids)) throw invalid({ uuids: ['The uuids field is required.'] });
  const counts = uuids.map((uuid) => {
    const enrolments = world.enrolments.all().filter(({ flow_uuid }) => flow_uuid === uuid);
    const of = (status: string) => enrolments.filter((row) => row.status === status).length;
    const waiting = world.tasks.all().filter((task) => task.flow_uuid === uuid && task.status === 'new');
    return [
      String(uuid),
      {
        leads_count: enrolments.length,
        in_progress_leads_count: of('in_progress'),
        finished_leads_count: of('finished'),
        failed_leads_count: of('failed'),
        task_counts: Object.fromEntries(
          [...Map.groupBy(waiting, ({ type }) => type)].map(([type, all]) => [type, all.length]),
        ),
      },
    ];
  });
  return { status: 200, body: Object.fromEntries(counts) };
}

/** A lead has replied to a step where an inbound message is stored of it, whenever that came. */
function nodeStatistics({ body, params, world }: Call): Answer {
  const { node_ids } = body;
  if (!Array.isArray(node_ids)) throw invalid({ node_ids: ['The node ids field is required.'] });
  const flow = world.flows.get(params['flowUuid'] ?? '');
  if (flow === undefined) throw missing('Flow');
  const replied = new Set(world.messages.all().flatMap(({ type, lead_uuid }) => (type === 'inbox' ? [lead_uuid] : [])));
  const statistics = node_ids.map((id) => {
    const tasks = world.tasks
      .all()
      .filter(({ flow_uuid, flow_node_id }) => flow_uuid === flow.uuid && flow_node_id === id);
    const leads = new Set(tasks.filter(({ status }) => status === 'closed').map(({ lead_uuid }) => lead_uuid));
    const replies = [...leads].filter((lead) => replied.has(lead)).length;
    const statuses = [...Map.groupBy(tasks, ({ status }) => status)].map(([status, all]) => [status, all.length]);
    const conversions = leads.size === 0 ? [] : { linkedin_connection_accepted: replies, message_replied: replies };
    return [
      String(id),
      { node_statuses: Object.fromEntries(statuses), node_branches: {}, node_conversions: conversions },
    ];
  });
  return { status: 200, body: Object.fromEntries(statistics) };
}

export const numberRoutes: Route[] = [
  {
    method: 'POST',
    path: '/flows/api/linkedin-messages/group-counts',
    isUndocumented: true,
    query: [],
    body: ['group_field', 'filter'],
    handle: groupMessages,
  },
  {
    method: 'POST',
    path: '/leads/api/leads/count',
    isUndocumented: true,
    query: [],
    body: ['all', 'ids', 'excludeIds', 'filter'],
    handle: countLeads,
  },
  {
    method: 'POST',
    path: '/leads/api/leads/metrics',
    query: [],
    body: ['period_from', 'period_to', 'flows', 'metrics', 'group_by', 'filter'],
    handle: leadMetrics,
  },
  {
    method: 'POST',
    path: '/flows/api/flows/metrics',
    isUndocumented: true,
    query: [],
    body: ['uuids', 'flow_uuids'],
    handle: flowMetrics,
  },
  {
    method: 'POST',
    path: '/flows/api/flows/{flowUuid}/statistics/nodes',
    isUndocumented: true,
    query: [],
    body: ['node_ids', 'filter'],
    handle: nodeStatistics,
  },
];
