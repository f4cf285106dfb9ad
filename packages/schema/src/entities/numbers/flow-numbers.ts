import type { FlowCounts, FlowNode, Flow as FlowRow, NodeStatistics } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { costs } from '../../cost/declared.ts';
import { loadInBatches } from '../../kit/loading.ts';
import { uuidIn } from '../../kit/relations.ts';
import { Flow } from '../flow/flow.ts';
import { FlowVersion } from '../flow-version.ts';

const counts = loadInBatches<FlowCounts | null>((uuids, { api }) => api.numbers.flowCounts(uuids), null);

/** The step, and what it has done; null where GetSales says nothing of it. */
interface NodeRow {
  node: FlowNode;
  statistics: NodeStatistics | null;
}

const NodeNumbers = builder.objectRef<NodeRow>('FlowNodeStatistics').implement({
  description: 'What one step of an automation has done.',
  fields: (t) => ({
    nodeId: t.int({ description: 'Number of the step.', resolve: ({ node }) => node.id }),
    type: t.string({
      description: 'What the step does, such as `linkedin_send_message`.',
      resolve: ({ node }) => node.type,
    }),
    sent: t.int({
      description: 'How often it was carried out: messages or requests sent, for a step that sends.',
      resolve: ({ statistics }) => statistics && (statistics.node_statuses['closed'] ?? 0),
    }),
    accepted: t.int({
      description: 'Leads who then accepted the connection; null where GetSales does not say.',
      resolve: ({ statistics }) => conversionOf(statistics, /accept/),
    }),
    replied: t.int({
      description: 'Leads who then replied; null where GetSales does not say.',
      resolve: ({ statistics }) => conversionOf(statistics, /repl/),
    }),
    statuses: t.field({
      type: 'JSON',
      description: 'Number of its tasks by status.',
      resolve: ({ statistics }) => statistics?.node_statuses,
    }),
    conversions: t.field({
      type: 'JSON',
      description: 'What followed, as GetSales names it. It does not document the names.',
      resolve: ({ statistics }) => statistics?.node_conversions,
    }),
    branches: t.field({
      type: 'JSON',
      description: 'Number of leads by branch. GetSales does not document the shape.',
      resolve: ({ statistics }) => statistics?.node_branches,
    }),
  }),
});

/** GetSales does not document the names of conversions. */
function conversionOf(statistics: NodeStatistics | null, name: RegExp): number | null {
  const found = Object.entries(statistics?.node_conversions ?? {}).find(([key]) => name.test(key));
  return found?.[1] ?? null;
}

const FlowStatistics = builder.objectRef<FlowRow>('FlowStatistics').implement({
  description: 'Numbers of an automation. Not documented by GetSales itself.',
  fields: (t) => ({
    leadsCount: t.int({
      description: 'Leads that were ever enrolled.',
      resolve: async ({ uuid }, _args, context) => (await counts(context).load(uuid))?.leads_count,
    }),
    inProgressLeadsCount: t.int({
      description: 'Leads that are under way.',
      resolve: async ({ uuid }, _args, context) => (await counts(context).load(uuid))?.in_progress_leads_count,
    }),
    finishedLeadsCount: t.int({
      description: 'Leads that have reached the end.',
      resolve: async ({ uuid }, _args, context) => (await counts(context).load(uuid))?.finished_leads_count,
    }),
    failedLeadsCount: t.int({
      description: 'Leads that could not go on.',
      resolve: async ({ uuid }, _args, context) => (await counts(context).load(uuid))?.failed_leads_count,
    }),
    waitingTasks: t.field({
      type: 'JSON',
      description: 'Tasks that wait, by kind. What was done is in `nodes`.',
      resolve: async ({ uuid }, _args, context) => (await counts(context).load(uuid))?.task_counts,
    }),
    nodes: t.field({
      type: [NodeNumbers],
      description:
        'The funnel: what each step has done, in the order of the version in use. It takes two requests for each automation.',
      resolve: costs({ kind: 'each', requests: 2 }, readNodes),
    }),
  }),
});

async function readNodes(flow: FlowRow, _args: object, context: Context, info: GraphQLResolveInfo) {
  const uuid = uuidIn(flow.flow_version_uuid);
  const version = uuid === null ? null : await FlowVersion.find(uuid, context, info);
  const nodes = version?.nodes ?? [];
  if (nodes.length === 0) return version && [];
  const numbers = await context.api.numbers.nodeStatistics(
    flow.uuid,
    nodes.map(({ id }) => id),
  );
  return nodes.map((node): NodeRow => ({ node, statistics: numbers.get(String(node.id)) ?? null }));
}

builder.objectField(Flow, 'statistics', (t) =>
  t.field({
    type: FlowStatistics,
    description: 'Numbers of the automation. Not documented by GetSales itself.',
    resolve: costs({ kind: 'reference' }, (flow: FlowRow) => flow),
  }),
);
