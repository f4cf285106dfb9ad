export {
  BudgetExhausted,
  type BudgetStanding,
  type Priority,
  type RequestBudget,
  type Slot,
  type SlotOutcome,
  type SlotRequest,
} from './budget/request-budget.ts';
export type { AddedLead } from './bulk/add-new-lead.ts';
export { type Effect, effectOf } from './bulk/confirm-leads.ts';
export { type MassActionOptions, upsertSame } from './bulk/mass-action.ts';
export type { LeadToUpsert, UpsertLeadsParams } from './bulk/upsert-leads.ts';
export type { BulkProgress, BulkResult, BulkWork } from './bulk/work.ts';
export type { GoneRows } from './cache/known-gone.ts';
export { type ApiClient, createApiClient } from './client.ts';
export {
  ApiBlockedError,
  ApiBodyError,
  ApiBudgetError,
  ApiConnectionError,
  ApiError,
  ApiKeyMissingError,
  ApiRefusedError,
  ApiStatusError,
  ApiTimeoutError,
  IdempotencyConflictError,
  LiveTooFarBackError,
  LiveTooSlowError,
  SendUnconfirmedError,
  ThreadBusyError,
} from './errors.ts';
export { createLocalEvents, type EventBus, type Events } from './events.ts';
export type { LiveEvent, LiveRows } from './live/listener.ts';
export { liveOf } from './live/live.ts';
export type { Entry, Position } from './live/position.ts';
export type { Registration } from './live/register-webhooks.ts';
export type { LiveSettings, PollTurns, Turn } from './live/turns.ts';
export type { AttemptCause, AttemptEnd, AttemptReport, Observer, SendReport, SlotReport } from './observer.ts';
export { isUnknownRoute } from './outcome.ts';
export type { RequestOptions, UpstreamCall } from './request.ts';
export type { Activity } from './resources/activities.ts';
export type { AiAgent } from './resources/ai-agents.ts';
export type { AiTemplate } from './resources/ai-templates.ts';
export type { Attachment } from './resources/attachments.ts';
export type { Company } from './resources/companies.ts';
export type { CompanyBlacklistEntry } from './resources/company-blacklist-entries.ts';
export type { CustomField } from './resources/custom-fields.ts';
export type { DataSource } from './resources/data-sources.ts';
export type { EmailBody } from './resources/email-bodies.ts';
export type { Email } from './resources/emails.ts';
export type { FlowLead } from './resources/flow-leads.ts';
export type { ContactSource, FlowNode, FlowNodeEdge, FlowVersion } from './resources/flow-versions.ts';
export type { FlowWorkspace } from './resources/flow-workspaces.ts';
export type { Flow, FlowListParams } from './resources/flows.ts';
export type {
  Lead,
  LeadEducation,
  LeadExperience,
  LeadMarker,
  LeadPost,
  LeadUnreadCount,
} from './resources/lead.ts';
export type { LeadBlacklistEntry } from './resources/lead-blacklist-entries.ts';
export type { LeadMassAction, LeadWrite } from './resources/leads.ts';
export type { LinkedinConversation, LinkedinConversationListParams } from './resources/linkedin-conversations.ts';
export type { List, ListListParams } from './resources/lists.ts';
export type { Location } from './resources/location.ts';
export type { Mailbox } from './resources/mailboxes.ts';
export type { Message, MessageListParams, MessageSendParams } from './resources/messages.ts';
export type { Note } from './resources/notes.ts';
export {
  type FlowCounts,
  LEAD_METRICS,
  type LeadMetric,
  type MessageGroup,
  type NodeStatistics,
} from './resources/numbers.ts';
export type { PipelineStage } from './resources/pipeline-stages.ts';
export type { Schedule, ScheduleTimeblock } from './resources/schedule.ts';
export type { SenderProfile, SenderProfileListParams } from './resources/sender-profiles.ts';
export type { Tag } from './resources/tags.ts';
export type { Task } from './resources/tasks.ts';
export type { Team } from './resources/teams.ts';
export type { User } from './resources/users.ts';
export type { Webhook } from './resources/webhooks.ts';
export type { Created } from './retry/lost-answer.ts';
export { GATEWAY_STATUSES } from './retry/retry.ts';
export type { MessageToSchedule } from './send/schedule-message.ts';
export type { EmailAddresses, EmailToSend } from './send/send-email.ts';
export {
  type Begun,
  CoordinationUnavailable,
  type Send,
  type SendLedger,
  type SendRequest,
} from './send/send-ledger.ts';
export { bringInto } from './state-change.ts';
export { createUpstream, type Findings, type Upstream, type UpstreamOptions } from './upstream.ts';
export { checkTotal, countRows, type JsonObject, type Page, toList } from './wire/body.ts';
export type { Filter, FilterValue, ListParams, PageParams } from './wire/query.ts';
export { toEpochMs, toInstant, toRfc3339 } from './wire/timestamp.ts';
