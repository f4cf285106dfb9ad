import { affordOf, standingOf } from './budget/afford.ts';
import { deletionOn, massActionOn } from './bulk/mass-action.ts';
import { runBulk } from './bulk/run-bulk.ts';
import { upsertLeadsOn } from './bulk/upsert-leads.ts';
import type { BulkProgress, BulkWork } from './bulk/work.ts';
import { createLeads } from './create-leads.ts';
import { ApiKeyMissingError } from './errors.ts';
import { scopeOf } from './exchange/credentials.ts';
import { createRequest, type RequestOptions } from './request.ts';
import { companies } from './resources/companies.ts';
import { flows } from './resources/flows.ts';
import { type LeadCreateManyParams, leads } from './resources/leads.ts';
import { lists } from './resources/lists.ts';
import { messages } from './resources/messages.ts';
import { pipelineStages } from './resources/pipeline-stages.ts';
import { senderProfiles } from './resources/sender-profiles.ts';
import { tags } from './resources/tags.ts';
import { users } from './resources/users.ts';
import { sendMessageOf } from './send/send-message.ts';

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
  return {
    findings,
    afford: affordOf(options),
    budgetStanding: standingOf(options),
    /** For an answer that takes no request. @throws {ApiKeyMissingError} */
    requireKey(): void {
      if (!options.apiKey) throw new ApiKeyMissingError('No API key', { method: 'GET', path: '(no request)' });
    },
    /** Rows of one kind that are known not to exist. */
    knownGone(kind: string) {
      scope ??= scopeOf({ apiKey: options.apiKey ?? '', teamId: options.teamId });
      return knownGone.of(scope, kind);
    },
    /** Work on many leads, in background priority: whoever waits for an answer goes first. */
    bulk: {
      run: <Item>(items: readonly Item[], work: BulkWork<Item>, onProgress?: (progress: BulkProgress) => void) =>
        runBulk(items, work, options, onProgress),
      massAction: massActionOn(leadsBehind, options.upstream),
      deletion: () => deletionOn(leadsBehind, options.upstream),
      upserts: upsertLeadsOn(leadsBehind, options.upstream.clock),
    },
    companies: companies(request),
    flows: flows(request),
    leads: {
      ...leadsButCreate,
      /** Looks up the leads when the answer is lost. The bare request would leave the caller in doubt. */
      create: (params: LeadCreateManyParams) => createLeads({ createMany }, leadsBehind, params, options),
    },
    lists: lists(request),
    messages: {
      ...messagesButSend,
      /** Sends once per idempotency key. The bare request might send twice. */
      send: sendMessageOf({ send, get: messagesButSend.get }, options),
    },
    pipelineStages: pipelineStages(request),
    senderProfiles: senderProfiles(request),
    tags: tags(request),
    users: users(request),
  };
}
