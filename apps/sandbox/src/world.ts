import { createHash } from 'node:crypto';
import type {
  Activity,
  AiAgent,
  AiTemplate,
  Attachment,
  Company,
  CompanyBlacklistEntry,
  CustomField,
  DataSource,
  Email,
  EmailBody,
  Flow,
  FlowLead,
  FlowVersion,
  FlowWorkspace,
  Lead,
  LeadBlacklistEntry,
  List,
  Mailbox,
  Message,
  Note,
  PipelineStage,
  SenderProfile,
  Tag,
  Task,
  User,
  Webhook,
} from '@getsales-gateway/api-client';
import { blankFlow, blankFlowLead, blankFlowVersion, blankFlowWorkspace, blankTask } from './blank/flows.ts';
import {
  blankActivity,
  blankCompany,
  blankCompanyBlacklistEntry,
  blankDataSource,
  blankLead,
  blankLeadBlacklistEntry,
  blankNote,
} from './blank/leads.ts';
import {
  blankAiTemplate,
  blankAttachment,
  blankEmail,
  blankEmailBody,
  blankMailbox,
  blankMessage,
} from './blank/messages.ts';
import {
  blankAiAgent,
  blankCustomField,
  blankList,
  blankPipelineStage,
  blankSenderProfile,
  blankTag,
  blankUser,
  blankWebhook,
} from './blank/workspace.ts';
import type { Clock } from './clock.ts';
import { type Collection, createCollection, type Stamp } from './collection.ts';

/** The data of one team. Tests change it, and the routes serve it. */
export interface World {
  readonly teamId: number;
  /** `markers` and `custom_fields` of a lead are stored with it and served beside it. */
  readonly activities: Collection<Activity>;
  readonly aiAgents: Collection<AiAgent>;
  readonly aiTemplates: Collection<AiTemplate>;
  readonly attachments: Collection<Attachment>;
  readonly companyBlacklistEntries: Collection<CompanyBlacklistEntry>;
  readonly dataSources: Collection<DataSource>;
  readonly emails: Collection<Email>;
  readonly emailBodies: Collection<EmailBody>;
  /** Enrolments. */
  readonly enrolments: Collection<FlowLead>;
  readonly customFields: Collection<CustomField>;
  readonly flowVersions: Collection<FlowVersion>;
  readonly flowWorkspaces: Collection<FlowWorkspace>;
  readonly leadBlacklistEntries: Collection<LeadBlacklistEntry>;
  readonly leads: Collection<Lead>;
  readonly mailboxes: Collection<Mailbox>;
  readonly messages: Collection<Message>;
  readonly notes: Collection<Note>;
  readonly senderProfiles: Collection<SenderProfile>;
  readonly flows: Collection<Flow>;
  readonly lists: Collection<List>;
  readonly tags: Collection<Tag>;
  readonly pipelineStages: Collection<PipelineStage>;
  readonly companies: Collection<Company>;
  readonly tasks: Collection<Task>;
  readonly users: Collection<User>;
  readonly webhooks: Collection<Webhook>;
}

interface WorldOptions {
  teamId: number;
  clock: Clock;
  seed: number;
}

/** An empty world. */
export function createWorld({ teamId, clock, seed }: WorldOptions): World {
  const uuid = createUuids(`${seed}:${teamId}`);

  function of<R extends { uuid: string }>(blank: (stamp: Stamp) => R): Collection<R> {
    return createCollection((row) => {
      const now = clock.timestamp();
      return { ...blank({ uuid: row.uuid ?? uuid(), team_id: teamId, created_at: now, updated_at: now }), ...row };
    });
  }

  const lists = of(blankList);
  const senderProfiles = of(blankSenderProfile);
  const pipelineStages: Collection<PipelineStage> = of((stamp) => blankPipelineStage(stamp, pipelineStages.size + 1));
  return {
    teamId,
    lists,
    senderProfiles,
    pipelineStages,
    activities: of(blankActivity),
    aiAgents: of(blankAiAgent),
    aiTemplates: of(blankAiTemplate),
    attachments: of(blankAttachment),
    companyBlacklistEntries: of(blankCompanyBlacklistEntry),
    dataSources: of(blankDataSource),
    emails: of(blankEmail),
    emailBodies: of(blankEmailBody),
    enrolments: of(blankFlowLead),
    customFields: of(blankCustomField),
    flowVersions: of(blankFlowVersion),
    flowWorkspaces: of(blankFlowWorkspace),
    leadBlacklistEntries: of(blankLeadBlacklistEntry),
    leads: of((stamp) => blankLead(stamp, lists.all()[0]?.uuid ?? uuid())),
    mailboxes: of(blankMailbox),
    messages: of((stamp) => blankMessage(stamp, senderProfiles.all()[0]?.uuid ?? uuid())),
    flows: of(blankFlow),
    notes: of(blankNote),
    tags: of(blankTag),
    companies: of(blankCompany),
    tasks: of(blankTask),
    users: of(blankUser),
    webhooks: of(blankWebhook),
  };
}

/** A sequence of UUIDs in the form of version 4, the same for the same name. */
function createUuids(name: string): () => string {
  let count = 0;
  return () => {
    const hex = createHash('md5').update(`${name}:${count++}`).digest('hex');
    const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
