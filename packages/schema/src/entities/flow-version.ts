import type {
  FlowNodeEdge as EdgeRow,
  FlowNode as NodeRow,
  ContactSource as SourceRow,
  FlowVersion as VersionRow,
} from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone } from '../kit/loading.ts';
import { byId, referencesTo, referenceTo } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';
import { Flow } from './flow/flow.ts';
import { SenderProfile } from './sender-profile.ts';

export const FlowVersion = entity<VersionRow>('FlowVersion', {
  scope: 'workspace:read',
  load: loadAlone('versions of flows by uuid', (api) => api.flowVersions),
});

const FlowNodeEdge = builder.objectRef<EdgeRow>('FlowNodeEdge').implement({
  description: 'What comes before or after a step of an automation.',
  fields: (t) => ({
    nodeId: t.exposeInt('node_id', { description: 'Number of the other step.' }),
    branchId: t.exposeInt('branch_id', { description: 'Number of the branch that leads there.' }),
  }),
});

const FlowNode = builder.objectRef<NodeRow>('FlowNode').implement({
  description: 'One step of an automation.',
  fields: (t) => ({
    nodeId: t.exposeInt('id', { description: 'Its number in this automation.' }),
    type: t.exposeString('type', { description: 'What it does, such as `linkedin_send_message` or `util_timer`.' }),
    before: t.field({ type: [FlowNodeEdge], description: 'What comes before it.', resolve: (node) => node.before }),
    after: t.field({ type: [FlowNodeEdge], description: 'What comes after it.', resolve: (node) => node.after }),
    automation: t.string({
      description: 'Who carries it out. Known: `auto`, `manual`.',
      resolve: (node) => node.automation,
    }),
    payload: t.field({
      type: 'JSON',
      description: 'Its settings. GetSales does not document the shape.',
      resolve: (node) => node.payload,
    }),
    delayInSeconds: t.int({ description: 'How long it waits before.', resolve: (node) => node.delay_in_seconds }),
  }),
});

const FlowContactSource = builder.objectRef<SourceRow>('FlowContactSource').implement({
  description: 'Where leads come into an automation, and who writes to them.',
  fields: (t) => ({
    contactSourceId: t.exposeInt('id', { description: 'Its number in this automation.' }),
    name: t.string({ description: 'Its name.', resolve: (source) => source.name }),
    rotationStrategy: t.string({
      description: 'How leads are shared among the senders, such as `fair`.',
      resolve: (source) => source.rotation_strategy,
    }),
    senderProfiles: t.field(referencesTo(SenderProfile, 'sender_profiles', 'Who writes to the leads.')),
    firstNodeId: t.int({ description: 'Number of the first step.', resolve: (source) => source.after_id }),
    activeLimit: t.int({
      description: 'Leads that are under way at once, at most.',
      resolve: (source) => source.active_limit,
    }),
    coworkersLimit: t.int({
      description: 'Leads of one company, at most.',
      resolve: (source) => source.coworkers_limit,
    }),
  }),
});

FlowVersion.implement({
  description: 'The steps of an automation, as they are or were. Not documented by GetSales itself.',
  fields: (t) => ({
    flow: t.field(referenceTo(Flow, 'flow_uuid', 'The automation.')),
    nodes: t.field({ type: [FlowNode], description: 'The steps.', resolve: (version) => version.nodes }),
    contactSources: t.field({
      type: [FlowContactSource],
      description: 'Where leads come in.',
      resolve: (version) => version.contact_sources,
    }),
    firstCommonNodeId: t.exposeInt('first_common_node_id', {
      description: 'Number of the first step that all sources lead to.',
    }),
    createdAt: t.field(dateTime('created_at', 'When it was saved.')),
  }),
});

builder.queryField('flowVersion', (t) =>
  t.field({
    description:
      'One version of an automation; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(FlowVersion, 'version'),
  }),
);

builder.objectFields(Flow, (t) => ({
  version: t.field(
    referenceTo(FlowVersion, 'flow_version_uuid', 'The version in use. Not documented by GetSales itself.'),
  ),
  versions: t.field({
    type: [FlowVersion],
    description:
      'All versions, as GetSales orders them. It takes a request for each automation. Not documented by GetSales itself.',
    resolve: costs(
      { kind: 'each', requests: 1 },
      async ({ uuid }: { uuid: string }, _args: object, context: Context) => {
        const versions = await context.api.flowVersions.listOf(uuid);
        return versions.map((version) => FlowVersion.remember(version, context));
      },
    ),
  }),
}));
