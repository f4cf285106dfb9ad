import { affordOf, standingOf } from './budget/afford.ts';
import { addingLead, addingNewLead } from './bulk/add-new-lead.ts';
import { createLeads } from './bulk/create-leads.ts';
import { customFieldOn } from './bulk/custom-field.ts';
import { cancelling, enrolling } from './bulk/enrolments.ts';
import { deletionOn, massActionOn } from './bulk/mass-action.ts';
import { runBulk } from './bulk/run-bulk.ts';
import { upsertLeadsOn } from './bulk/upsert-leads.ts';
import type { BulkProgress, BulkWork } from './bulk/work.ts';
import { ApiKeyMissingError } from './errors.ts';
import { scopeOf } from './exchange/credentials.ts';
import { listenersOf } from './live/live.ts';
import { registerWebhooks, unregisterWebhooks } from './live/register-webhooks.ts';
import { createRequest, type Request, type RequestOptions } from './request.ts';
import { activities } from './resources/activities.ts';
import { aiAgents } from './resources/ai-agents.ts';
import { aiTemplates } from './resources/ai-templates.ts';
import { attachments } from './resources/attachments.ts';
import { companies } from './resources/companies.ts';
import { companyBlacklistEntries } from './resources/company-blacklist-entries.ts';
import { customFields } from './resources/custom-fields.ts';
import { dataSources } from './resources/data-sources.ts';
import { emailBodies } from './resources/email-bodies.ts';
import { emails } from './resources/emails.ts';
import { flowLeads } from './resources/flow-leads.ts';
import { flowVersions } from './resources/flow-versions.ts';
import { flowWorkspaces } from './resources/flow-workspaces.ts';
import { flows } from './resources/flows.ts';
import { leadBlacklistEntries } from './resources/lead-blacklist-entries.ts';
import { type LeadCreateManyParams, leads } from './resources/leads.ts';
import { linkedinConversations } from './resources/linkedin-conversations.ts';
import { lists } from './resources/lists.ts';
import { mailboxes } from './resources/mailboxes.ts';
import { messages } from './resources/messages.ts';
import { notes } from './resources/notes.ts';
import { numbers } from './resources/numbers.ts';
import { pipelineStages } from './resources/pipeline-stages.ts';
import { senderProfiles } from './resources/sender-profiles.ts';
import { tags } from './resources/tags.ts';
import { tasks } from './resources/tasks.ts';
import { teams } from './resources/teams.ts';
import { users } from './resources/users.ts';
import { webhooks } from './resources/webhooks.ts';
import { writesOf } from './retry/lost-answer.ts';
import { scheduleMessageOf } from './send/schedule-message.ts';
import { sendEmailOf } from './send/send-email.ts';
import { idempotencyKeyOf, sendMessageOf } from './send/send-message.ts';

export type ApiClient = ReturnType<typeof createApiClient>;

/**
 * The upstream as typed functions, bound to one caller. Every function throws an `ApiError`, or the reason of the caller's abort.
 *
 * @example
 * await using upstream = createUpstream({ url: 'https://amazing.getsales.io', timeoutMs: 10_000 });
 * const api = createApiClient({ upstream, apiKey });
 * const { data, total } = await api.leads.list({ limit: 20, offset: 0, order_field: 'created_at', order_type: 'desc' });
 */
export function createApiClient(options: RequestOptions) {
  const request = createRequest(options);
  const { findings, knownGone } = options.upstream;
  let scope: string | undefined;
  const { createMany, ...leadsButCreate } = leads(request);
  const { send, ...messagesButSend } = messages(request, findings);
  const background = createRequest({ ...options, readPriority: 'background', writePriority: 'background' });
  const leadsBehind = leads(background);
  const scopeOfCaller = () => {
    scope ??= scopeOf({ apiKey: options.apiKey ?? '', teamId: options.teamId });
    return scope;
  };
  return {
    findings,
    /** Whose reads these are. Reads of one scope may be made for each other. */
    reader: {
      scope: () => `${scopeOfCaller()} ${options.readPriority ?? ''} ${options.maxAgeMs ?? ''}`,
      signal: options.signal,
    },
    afford: affordOf(options),
    budgetStanding: standingOf(options),
    /** For an answer that takes no request. @throws {ApiKeyMissingError} */
    requireKey(): void {
      if (!options.apiKey) throw new ApiKeyMissingError('No API key', { method: 'GET', path: '(no request)' });
    },
    /** Rows of one kind that are known not to exist. */
    knownGone(kind: string) {
      return knownGone.of(scopeOfCaller(), kind);
    },
    /** Writes of one that are not to be made twice. */
    writes: writesOf(options),
    /** Work on many leads, in background priority: callers who wait for an answer go first. */
    bulk: bulkOf(background, leadsBehind, options),
    ...resourcesOf(request),
    ...doneOnce(request, options),
    leads: {
      ...leadsButCreate,
      /** Looks up the leads when the answer is lost. The bare request would leave the caller in doubt. */
      create: (params: LeadCreateManyParams) => createLeads({ createMany }, leadsBehind, params, options),
    },
    live: listenersOf(options),
    messages: {
      ...messagesButSend,
      idempotencyKeyOf: (uuid: string) => idempotencyKeyOf(uuid, options),
      /** Sends once per idempotency key. The bare request might send twice. */
      send: sendMessageOf({ send, get: messagesButSend.get }, options),
    },
  };
}

/** What is done once: sent or planned per idempotency key, or looked for when the answer is lost. The bare requests might do it twice. */
function doneOnce(request: Request, options: RequestOptions) {
  const { send, ...emailsButSend } = emails(request);
  const { create, ...tasksButCreate } = tasks(request);
  return {
    emails: { ...emailsButSend, send: sendEmailOf({ send, get: emailsButSend.get }, options) },
    flows: {
      ...flows(request),
      addLead: addingLead(request, options),
      addNewLead: addingNewLead(request, options),
    },
    tasks: { ...tasksButCreate, schedule: scheduleMessageOf({ create, get: tasksButCreate.get }, options) },
  };
}

/** The resources whose requests need nothing around them. */
function resourcesOf(request: Request) {
  return {
    activities: activities(request),
    aiAgents: aiAgents(request),
    aiTemplates: aiTemplates(request),
    attachments: attachments(request),
    companies: companies(request),
    companyBlacklistEntries: companyBlacklistEntries(request),
    customFields: customFields(request),
    dataSources: dataSources(request),
    emailBodies: emailBodies(request),
    flowLeads: flowLeads(request),
    flowVersions: flowVersions(request),
    flowWorkspaces: flowWorkspaces(request),
    leadBlacklistEntries: leadBlacklistEntries(request),
    linkedinConversations: linkedinConversations(request),
    lists: lists(request),
    mailboxes: mailboxes(request),
    notes: notes(request),
    numbers: numbers(request),
    pipelineStages: pipelineStages(request),
    senderProfiles: senderProfiles(request),
    tags: tags(request),
    teams: teams(request),
    users: users(request),
    webhooks: webhooksOf(request),
  };
}

function webhooksOf(request: Request) {
  const resource = webhooks(request);
  return {
    ...resource,
    register: (targetUrl: string) => registerWebhooks(resource, targetUrl),
    unregister: (targetUrl: string) => unregisterWebhooks(resource, targetUrl),
  };
}

function bulkOf(background: Request, leadsBehind: ReturnType<typeof leads>, options: RequestOptions) {
  const { findings } = options.upstream;
  const behind = { leads: leadsBehind, flows: flows(background), flowLeads: flowLeads(background), findings };
  return {
    run: <Item>(items: readonly Item[], work: BulkWork<Item>, onProgress?: (progress: BulkProgress) => void) =>
      runBulk(items, work, options, onProgress),
    massAction: massActionOn(leadsBehind, options.upstream),
    customField: customFieldOn(leadsBehind, customFields(background), options.upstream),
    enrolment: enrolling(behind),
    cancellation: cancelling(behind),
    deletion: () => deletionOn(leadsBehind, options.upstream),
    upserts: upsertLeadsOn(leadsBehind, options.upstream.clock),
  };
}
