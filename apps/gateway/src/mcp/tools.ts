import { z } from 'zod';
import { defineTool, type Tool } from './tool.ts';

const ID = z.string().min(1).max(200);
const leadId = ID.describe('Id of a lead, as find_lead or search_leads gives it.');
const leadIds = z.array(ID).min(1).max(100).describe('Ids of leads.');
const limit = z.int().min(1).max(50);
const after = z.string().optional().describe('To go on: `endCursor` of the last answer.');

const LEAD_LINE = 'id: uuid name position companyName workEmail linkedinUrl';

const findLead = defineTool({
  name: 'find_lead',
  title: 'Find one lead',
  description: 'The lead with this LinkedIn profile, email address, or name and company. Give one of the three.',
  input: {
    linkedin: z.string().optional().describe('URL of the profile, nickname, or LinkedIn id.'),
    email: z.string().optional(),
    name: z.string().optional().describe('Full name. Needs companyName.'),
    companyName: z.string().optional(),
  },
  kind: 'read',
  document: `query McpFindLead($by: GetSalesFindLeadInput!) {
    lead: findLead(by: $by) { ${LEAD_LINE} pipelineStage { name } list { name } tags { name } }
  }`,
  toVariables: ({ linkedin, email, name, companyName }) => ({
    by: {
      ...(linkedin !== undefined && { linkedin }),
      ...(email !== undefined && { email }),
      ...((name !== undefined || companyName !== undefined) && { nameAndCompany: { name, companyName } }),
    },
  }),
});

const searchLeads = defineTool({
  name: 'search_leads',
  title: 'Search leads',
  description: 'Leads whose name, email address, position, headline or about contains the text, the newest first.',
  input: { text: z.string().min(1), limit: limit.default(10), after },
  kind: 'read',
  document: `query McpSearchLeads($text: String!, $limit: Int!, $after: String) {
    leads(search: $text, first: $limit, after: $after) {
      totalCount nodes { ${LEAD_LINE} } pageInfo { hasNextPage endCursor }
    }
  }`,
});

const readLead = defineTool({
  name: 'read_lead',
  title: 'Read one lead',
  description: 'A lead with list, stage, tags, own fields, the latest notes, and the automations the lead is in.',
  input: { leadId },
  kind: 'read',
  document: `query McpReadLead($leadId: ID!) {
    lead(id: $leadId) {
      ${LEAD_LINE} headline about status lastStopOnReplyAt createdAt updatedAt customFields
      pipelineStage { id: uuid name } list { id: uuid name } tags { name }
      notes(first: 5) { nodes { createdAt note } }
      flowLeads(first: 5) { nodes { status flow { id: uuid name } } }
    }
  }`,
});

const readThread = defineTool({
  name: 'read_thread',
  title: 'Read a thread',
  description: 'The latest LinkedIn messages with a lead, the oldest first. What is queued stands at the end.',
  input: {
    leadId,
    last: limit.default(20),
    before: z.string().optional().describe('For older messages: `startCursor` of the last answer.'),
  },
  kind: 'read',
  document: `query McpReadThread($leadId: ID!, $last: Int!, $before: String) {
    lead(id: $leadId) {
      name
      thread(last: $last, before: $before) {
        nodes { direction status sentAt readAt text failReason senderProfile { id: uuid firstName } }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }`,
});

const unreadReplies = defineTool({
  name: 'unread_replies',
  title: 'Unread replies',
  description: 'Conversations with messages of a lead that nobody has opened, the one with the latest of them first.',
  input: { limit: limit.default(10), after },
  kind: 'read',
  document: `query McpUnreadReplies($limit: Int!, $after: String) {
    conversations: linkedinConversations(first: $limit, after: $after, filter: { unread: true }) {
      nodes {
        lead { id: uuid name companyName } senderProfile { id: uuid firstName } unreadCount
        lastMessage { direction sentAt text }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
});

const readWorkspace = defineTool({
  name: 'read_workspace',
  title: 'Read the workspace',
  description: 'Names and ids of lists, tags, pipeline stages, sender profiles and automations.',
  input: {},
  kind: 'read',
  document: `query McpReadWorkspace {
    lists: leadLists(first: 50) { nodes { id: uuid name } }
    tags: leadTags { name }
    stages: pipelineStages { id: uuid name object }
    senders: senderProfiles(first: 50) { nodes { id: uuid firstName lastName label status } }
    automations: flows(first: 50) { nodes { id: uuid name status } }
  }`,
});

const weeklyNumbers = defineTool({
  name: 'weekly_numbers',
  title: 'Weekly numbers',
  description: 'What was sent, accepted and answered in the seven days before a moment, and in the seven before those.',
  input: {
    until: z.iso.datetime().optional().describe('End of the week, such as 2026-11-23T00:00:00Z. Default: now.'),
    byAutomation: z
      .boolean()
      .default(false)
      .describe('Also for each running automation: two further requests for each.'),
  },
  kind: 'read',
  document: `query McpWeeklyNumbers($before: DateTime!, $from: DateTime!, $to: DateTime!, $byAutomation: Boolean!) {
    week: leadMetrics(from: $from, to: $to) { ...Numbers }
    weekBefore: leadMetrics(from: $before, to: $from) { ...Numbers }
    automations: flows(first: 20, filter: { status: ON }) @include(if: $byAutomation) {
      nodes {
        name
        week: metrics(from: $from, to: $to) { ...Numbers }
        weekBefore: metrics(from: $before, to: $from) { ...Numbers }
      }
    }
  }
  fragment Numbers on LeadMetrics {
    invitations: linkedinConnectionRequestSentCount accepted: linkedinConnectionRequestAcceptedCount
    sent: linkedinSentCount received: linkedinInboxCount positive: linkedinPositiveCount
    emailsSent: emailSentCount emailsReceived: emailInboxCount
  }`,
  toVariables: ({ until, byAutomation }) => {
    const to = until === undefined ? Date.now() : Date.parse(until);
    const [before, from] = [14, 7].map((days) => new Date(to - days * 86_400_000).toISOString());
    return { before, from, to: new Date(to).toISOString(), byAutomation };
  },
});

const ITEMS = 'items { lead { id: uuid } outcome error { code message } }';

const enrolLeads = defineTool({
  name: 'enrol_leads',
  title: 'Enrol leads in an automation',
  description: 'Adds leads to an automation, which then writes to them by itself. Ask the user before.',
  input: { leadIds, flowId: ID.describe('Id of an automation, as read_workspace gives it.') },
  kind: 'write',
  document: `mutation McpEnrolLeads($leadIds: [ID!]!, $flowId: ID!) {
    addLeadsToFlow(input: { leadIds: $leadIds, flowId: $flowId }) { ${ITEMS} }
  }`,
});

const tagLeads = defineTool({
  name: 'tag_leads',
  title: 'Tag leads',
  description: 'Adds tags to leads, and removes others. Tags are given by name; one that is new is created.',
  input: {
    leadIds,
    add: z.array(z.string().min(1)).max(20).default([]).describe('Names of tags to add.'),
    remove: z.array(z.string().min(1)).max(20).default([]).describe('Names of tags to remove.'),
  },
  kind: 'write',
  document: `mutation McpTagLeads(
    $leadIds: [ID!]!, $add: [String!]!, $remove: [String!]!, $adds: Boolean!, $removes: Boolean!
  ) {
    added: addLeadTags(input: { leadIds: $leadIds, names: $add }) @include(if: $adds) { ${ITEMS} }
    removed: removeLeadTags(input: { leadIds: $leadIds, names: $remove }) @include(if: $removes) { ${ITEMS} }
  }`,
  toVariables: ({ leadIds: ids, add, remove }) => ({
    ...{ leadIds: ids, add, remove },
    ...{ adds: add.length > 0, removes: remove.length > 0 },
  }),
});

const moveLeadsToStage = defineTool({
  name: 'move_leads_to_stage',
  title: 'Move leads to a stage',
  description: 'Puts leads into a stage of the pipeline.',
  input: { leadIds, pipelineStageId: ID.describe('Id of a stage, as read_workspace gives it.') },
  kind: 'write',
  document: `mutation McpMoveLeadsToStage($leadIds: [ID!]!, $pipelineStageId: ID!) {
    setLeadsPipelineStage(input: { leadIds: $leadIds, pipelineStageId: $pipelineStageId }) { ${ITEMS} }
  }`,
});

const markRead = defineTool({
  name: 'mark_read',
  title: 'Mark replies as read',
  description: 'Marks all messages of these leads as read, for everybody in the workspace.',
  input: { leadIds },
  kind: 'write',
  document: `mutation McpMarkRead($leadIds: [ID!]!) { markLeadsRead(input: { leadIds: $leadIds }) { ${ITEMS} } }`,
});

/** Tools that run one document each. Those that write a message are in `send.ts`. */
export const TOOLS: readonly Tool[] = [
  findLead,
  searchLeads,
  readLead,
  readThread,
  unreadReplies,
  readWorkspace,
  weeklyNumbers,
  enrolLeads,
  tagLeads,
  moveLeadsToStage,
  markRead,
];
