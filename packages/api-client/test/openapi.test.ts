import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Operation } from '../src/operation.ts';
import type { Request } from '../src/request.ts';
import { activities } from '../src/resources/activities.ts';
import { aiAgents } from '../src/resources/ai-agents.ts';
import { aiTemplates } from '../src/resources/ai-templates.ts';
import { attachments } from '../src/resources/attachments.ts';
import { companies } from '../src/resources/companies.ts';
import { companyBlacklistEntries } from '../src/resources/company-blacklist-entries.ts';
import { customFields } from '../src/resources/custom-fields.ts';
import { dataSources } from '../src/resources/data-sources.ts';
import { emailBodies } from '../src/resources/email-bodies.ts';
import { emails } from '../src/resources/emails.ts';
import { flowLeads } from '../src/resources/flow-leads.ts';
import { flowVersions } from '../src/resources/flow-versions.ts';
import { flowWorkspaces } from '../src/resources/flow-workspaces.ts';
import { flows } from '../src/resources/flows.ts';
import { leadBlacklistEntries } from '../src/resources/lead-blacklist-entries.ts';
import { leads } from '../src/resources/leads.ts';
import { linkedinConversations } from '../src/resources/linkedin-conversations.ts';
import { lists } from '../src/resources/lists.ts';
import { mailboxes } from '../src/resources/mailboxes.ts';
import { messages } from '../src/resources/messages.ts';
import { notes } from '../src/resources/notes.ts';
import { numbers } from '../src/resources/numbers.ts';
import { pipelineStages } from '../src/resources/pipeline-stages.ts';
import { senderProfiles } from '../src/resources/sender-profiles.ts';
import { tags } from '../src/resources/tags.ts';
import { tasks } from '../src/resources/tasks.ts';
import { teams } from '../src/resources/teams.ts';
import { users } from '../src/resources/users.ts';
import { webhooks } from '../src/resources/webhooks.ts';
import { isObject, type JsonObject } from '../src/wire/body.ts';
import { type Query, toQueryString } from '../src/wire/query.ts';

/** Sent although the reconstruction does not list it there; each with its source. */
const BEYOND_THE_REFERENCE = [
  // Quick start: order names with hyphens, which it shows for messages only.
  /^GET .* query order-(field|type)$/,
  // An order is always sent. A list for which none is documented may ignore it: its rows are then paged by position.
  /^GET .* query order_(field|type)$/,
  // n8n: "query for GET", without saying which GET.
  'GET /leads/api/leads query disable_aggregation',
  // A guess, believed only when the answer proves it: one request for many leads or companies.
  /^POST \/leads\/api\/(leads\/search|companies\/list) filter uuid$/,
  // Guesses, believed only when the answer proves them: enrolments, notes and bodies of e-mails by id, notes by what they are on.
  /^(POST \/flows\/api\/flows-leads\/list|GET \/emails\/api\/email-bodies) filter uuid$/,
  /^GET \/leads\/api\/notes filter (uuid|object_uuid)$/,
  /^GET \/(leads\/api\/notes|emails\/api\/email-bodies) query filter$/,
  // Guesses about leads: each row shows whether they were honoured.
  /^POST \/leads\/api\/leads\/search filter (last_stop_on_reply_at|unread_counts)$/,
  // Numbers are counted by the same keys as lists: the reference lists none for them.
  /^POST \/(flows\/api\/linkedin-messages\/group-counts|leads\/api\/leads\/count) filter \w+$/,
  // A guess that saves requests where it is honoured: each row is checked.
  'GET /flows/api/linkedin-messages filter read_at',
  // Filters that go on past 10,000 rows: tried, and believed only when the answer proves them.
  /^GET .* filter (sent_at|created_at|updated_at)$/,
];

const spec: unknown = parse(readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8'));

it.each(Object.entries(operations()))('%s asks only what the reference documents', (_name, operation) => {
  const documented = at(spec, 'paths', operation.path, operation.method.toLowerCase());
  expect(documented, `${operation.method} ${operation.path}`).toBeDefined();
  const undocumented = asked(operation)
    .filter(({ kind, name }) => !namesOf(kind, documented).includes(name))
    .map(({ kind, name }) => `${operation.method} ${operation.path} ${kind} ${name}`)
    .filter(
      (line) => !BEYOND_THE_REFERENCE.some((known) => (known instanceof RegExp ? known.test(line) : known === line)),
    );
  expect(undocumented).toEqual([]);
});

it('fills every parameter of every path', () => {
  for (const { path, params = {} } of Object.values(operations())) {
    expect(Object.keys(params).sort(), path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
  }
});

type Kind = 'query' | 'filter' | 'body';

function asked({ query = {}, body = {} }: Operation): { kind: Kind; name: string }[] {
  const { filter, ...plain } = query;
  const sent = [...new URLSearchParams(toQueryString(plain as Query)).keys()];
  const inBody = isObject(body) && isObject(body['filter']) ? body['filter'] : {};
  return [
    ...[...sent, ...(filter === undefined ? [] : ['filter'])].map((name) => ({ kind: 'query' as const, name })),
    ...Object.keys({ ...(isObject(filter) ? filter : {}), ...inBody }).map((name) => ({
      kind: 'filter' as const,
      name,
    })),
    ...Object.keys(body).map((name) => ({ kind: 'body' as const, name })),
  ];
}

function namesOf(kind: Kind, documented: unknown): string[] {
  const parameters = listAt(documented, 'parameters').map(resolved);
  if (kind === 'query') return parameters.map((parameter) => String(at(parameter, 'name')));
  const body = at(documented, 'requestBody', 'content', 'application/json', 'schema');
  if (kind === 'body') return Object.keys(propertiesOf(body));
  const filter = parameters.find((parameter) => at(parameter, 'name') === 'filter');
  const inBody = propertiesOf(body)['filter'];
  return [
    ...Object.keys(propertiesOf(at(filter, 'schema'))),
    ...Object.keys(propertiesOf(inBody)),
    ...keysListed(String(at(inBody, 'description') ?? '')),
  ];
}

/** The reference lists a body filter's keys in the first sentence of its description: `Keys that work: a (why), b, c. …`. */
function keysListed(description: string): string[] {
  const [sentence = ''] = description.replace(/^Keys that work: /, '').split(/\.(?:\s|$)/);
  const keys = sentence.replaceAll(/\s*\([^)]*\)/g, '').split(/,\s*/);
  return keys.filter((key) => /^\w+$/.test(key));
}

it('takes only what is listed as a key for one, not every word beside it', () => {
  expect(keysListed('Keys that work: q (text over name, email), list_uuid, status. Ignored: colour.')).toEqual([
    'q',
    'list_uuid',
    'status',
  ]);
});

function propertiesOf(schema: unknown): JsonObject {
  const whole = resolved(schema);
  const parts = [...listAt(whole, 'allOf'), ...listAt(whole, 'anyOf')].map(propertiesOf);
  const own = at(whole, 'properties');
  return Object.assign({}, ...parts, isObject(own) ? own : {});
}

function resolved(node: unknown): unknown {
  const ref = at(node, '$ref');
  return typeof ref === 'string' ? at(spec, ...ref.split('/').slice(1)) : node;
}

function at(node: unknown, ...keys: string[]): unknown {
  return keys.reduce((inner, key) => (isObject(inner) ? inner[key] : undefined), node);
}

function listAt(node: unknown, key: string): unknown[] {
  const list = at(node, key);
  return Array.isArray(list) ? list : [];
}

/** Every operation the client has, by name, as it would be sent. */
function operations(): Record<string, Operation> {
  const window = { limit: 10, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
  const range = { '>=': '2026-01-01' };
  return {
    ...record('users', users, { current: (api) => api.current() }),
    ...record('leads', leads, {
      list: (api) => api.list(window),
      search: (api) =>
        api.search({
          ...window,
          filter: {
            q: 'x',
            list_uuid: 'x',
            pipeline_stage_uuid: 'x',
            status: 'ok',
            linkedin_status: 'ok',
            email_status: 'ok',
            tags: ['x'],
            sender_profile_uuid: 'x',
            company_uuid: 'x',
            work_email_domain: 'x',
            created_at: range,
            updated_at: range,
          },
        }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
      lookup: (api) => api.lookup({ linkedin_id: 'x', email: 'x', name: 'x', company_name: 'x' }),
      createMany: (api) => api.createMany({ list_uuid: 'x', leads: [{ linkedin_id: 'x' }] }),
      upsert: (api) =>
        api.upsert({ lead: {}, list_uuid: 'x', update_if_exists: true, move_to_list: false, custom_fields: {} }),
      update: (api) => api.update('x', { first_name: 'x', tags: ['x'] }),
      delete: (api) => api.delete('x'),
      massAction: (api) => api.massAction({ type: 'contact_mark_read', payload: {} }, ['x']),
      changePipelineStage: (api) => api.changePipelineStage('x', 'y'),
    }),
    ...record('messages', (request) => messages(request, { batches: new Map(), sendPath: '/flows/api/messages' }), {
      list: (api) =>
        api.list({
          ...window,
          filter: {
            q: 'x',
            uuid: 'x',
            sender_profile_uuid: 'x',
            linkedin_account_uuid: 'x',
            linkedin_conversation_uuid: 'x',
            lead_uuid: ['x'],
            task_pipeline_uuid: 'x',
            template_uuid: 'x',
            message_hash: 'x',
            type: 'inbox',
            automation: 'x',
            status: 'x',
            user_id: 1,
            linkedin_type: 'x',
            read_at: 'is_null',
            sent_at: range,
          },
        }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
      send: (api) =>
        api.send({
          sender_profile_uuid: 'x',
          lead_uuid: 'x',
          text: 'x',
          template_uuid: 'x',
          subject: 'x',
          linkedin_messenger_type: 'basic',
          attachments: [{ uuid: 'x' }],
        }),
      retry: (api) => api.retry('x'),
      delete: (api) => api.delete('x'),
    }),
    ...record(
      'messages by the reference',
      (request) => ({ send: messages(request, { batches: new Map(), sendPath: '/flows/api/linkedin-messages' }).send }),
      {
        send: (api) => api.send({ sender_profile_uuid: 'x', lead_uuid: 'x', text: 'x' }),
      },
    ),
    ...record('senderProfiles', senderProfiles, {
      list: (api) => api.list({ ...window, filter: { q: 'x', uuid: ['x'], status: 'enabled' } }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
      enable: (api) => api.enable('x'),
      disable: (api) => api.disable('x'),
    }),
    ...record('flows', flows, {
      list: (api) => api.list({ ...window, filter: { q: 'x', uuid: ['x'], status: 'on' } }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
      clone: (api) => api.clone({ flow_uuid: 'x', name: 'y', flow_workspace_uuid: 'z' }),
      archive: (api) => api.archive('x'),
      unarchive: (api) => api.unarchive('x'),
      addNewLead: (api) =>
        api.addNewLead('x', {
          lead: { linkedin_id: 'x' },
          list_uuid: 'y',
          custom_fields: { Region: 'EU' },
          update_lead_if_exists: true,
          move_to_list: false,
          skip_if_lead_exists: false,
          flow_segment_id: 1,
        }),
      start: (api) => api.start('x'),
      stop: (api) => api.stop('x'),
      addLead: (api) => api.addLead('x', 'y', { contact_source_id: '1' }),
      cancelLead: (api) => api.cancelLead('x', ['y']),
      cancelLeadFromAll: (api) => api.cancelLeadFromAll('x'),
    }),
    ...record('lists', lists, {
      list: (api) => api.list({ ...window, filter: { q: 'x', uuid: ['x'], name: 'x' } }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
      create: (api) => api.create({ name: 'x' }),
      update: (api) => api.update('x', { name: 'x' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('activities', activities, { list: (api) => api.list(window) }),
    ...record('aiAgents', aiAgents, { list: (api) => api.list(window), get: (api) => api.get('x') }),
    ...record('aiTemplates', aiTemplates, { list: (api) => api.list(window), get: (api) => api.get('x') }),
    ...record('attachments', attachments, {
      list: (api) => api.list(window),
      get: (api) => api.get('x'),
      upload: (api) => api.upload({ name: 'x', type: 'text/plain', bytes: new Uint8Array(1) }),
    }),
    ...record('companyBlacklistEntries', companyBlacklistEntries, {
      list: (api) => api.list(window),
      create: (api) => api.create({ name: 'x', domain: 'y', linkedin: 'z' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('dataSources', dataSources, { list: (api) => api.list(window), get: (api) => api.get('x') }),
    ...record('linkedinConversations', linkedinConversations, { list: (api) => api.list(window) }),
    ...record('emailBodies', emailBodies, {
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
    }),
    ...record('emails', emails, {
      list: (api) => api.list(window),
      get: (api) => api.get('x'),
      send: (api) =>
        api.send({
          lead_uuid: 'x',
          sender_profile_uuid: 'x',
          mailbox_uuid: 'x',
          from_name: 'x',
          from_email: 'x',
          to: [{ to_email: 'x', to_name: 'x' }],
          to_name: 'x',
          to_email: 'x',
          subject: 'x',
          body: 'x',
          cc: [],
          bcc: [],
          in_reply_to_email_uuid: 'x',
          thread_uuid: 'x',
          template_uuid: 'x',
          attachments: [{ uuid: 'x' }],
        }),
    }),
    ...record('flowLeads', flowLeads, { list: (api) => api.list(window) }),
    ...record('flowWorkspaces', flowWorkspaces, { list: (api) => api.list(window) }),
    ...record('leadBlacklistEntries', leadBlacklistEntries, {
      list: (api) => api.list(window),
      create: (api) => api.create({ name: 'x', company_name: 'y', linkedin: 'z', email: 'x@example.com' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('mailboxes', mailboxes, { list: (api) => api.list(window), get: (api) => api.get('x') }),
    ...record('notes', notes, {
      list: (api) => api.list({ ...window, filter: { uuid: ['x'], object_uuid: 'x' } }),
      create: (api) => api.create({ object: 'lead', object_uuid: 'x', note: 'y' }),
      update: (api) => api.update('x', { note: 'y' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('tags', tags, {
      list: (api) => api.list(window),
      create: (api) => api.create({ name: 'x', color: '#33aa55' }),
      update: (api) => api.update('x', { color: '#33aa55' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('customFields', customFields, {
      create: (api) => api.create({ name: 'x', object: 'lead', order: 1 }),
      update: (api) => api.update('x', { name: 'x', order: 2 }),
      delete: (api) => api.delete('x'),
      list: (api) => api.list(window),
      setValue: (api) => api.setValue({ custom_field_uuid: 'x', object_type: 'lead', object_uuid: 'y', value: null }),
    }),
    ...record('flowVersions', flowVersions, { listOf: (api) => api.listOf('x'), get: (api) => api.get('x') }),
    ...record('teams', teams, { list: (api) => api.list({ limit: 1, offset: 0 }), get: (api) => api.get('1') }),
    ...record('numbers', numbers, {
      messageCounts: (api) => api.messageCounts('status', { type: 'inbox' }),
      leadCount: (api) => api.leadCount({ list_uuid: 'x' }),
      leadMetrics: (api) => api.leadMetrics({ period_from: 'x', period_to: 'y', flows: ['z'] }),
      flowCounts: (api) => api.flowCounts(['x']),
      nodeStatistics: (api) => api.nodeStatistics('x', [1]),
    }),
    ...record('pipelineStages', pipelineStages, {
      list: (api) => api.list({ ...window, object: 'lead' }),
      create: (api) => api.create({ name: 'x', object: 'lead', category: 'cold', order: 1 }),
      update: (api) => api.update('x', { name: 'x', category: 'cold', order: 2 }),
      delete: (api) => api.delete('x'),
    }),
    ...record('tasks', tasks, {
      list: (api) => api.list(window),
      get: (api) => api.get('x'),
      create: (api) =>
        api.create({
          lead_uuid: 'x',
          sender_profile_uuid: 'x',
          type: 'linkedin_send_message',
          text: 'x',
          note: 'x',
          schedule_at: 'x',
          timezone: 'UTC',
          automation: 'manual',
          status: 'new',
          payload: { template: 'x' },
        }),
      complete: (api) => api.complete('x'),
      cancel: (api) => api.cancel('x'),
      skip: (api) => api.skip('x'),
      retry: (api) => api.retry('x'),
    }),
    ...record('webhooks', webhooks, {
      list: (api) => api.list(window),
      get: (api) => api.get('x'),
      create: (api) => api.create({ name: 'x', event: 'y', target_url: 'z' }),
      update: (api) =>
        api.update('x', { name: 'x', event: 'y', request_method: 'POST', target_url: 'z', filters: {}, status: 'off' }),
      delete: (api) => api.delete('x'),
    }),
    ...record('companies', companies, {
      create: (api) => api.create({ name: 'x', tags: ['y'], list_uuids: ['z'] }),
      update: (api) => api.update('x', { name: 'x', tags: ['y'], pipeline_stage_uuid: 'z', deal_size: 1 }),
      delete: (api) => api.delete('x'),
      list: (api) =>
        api.list({
          ...window,
          filter: {
            q: 'x',
            name: 'x',
            domain: 'x',
            linkedin: 'x',
            ln_id: 'x',
            lists: ['x'],
            tags: ['x'],
            pipeline_stage_uuid: 'x',
            data_source_uuid: 'x',
            status: 'ok',
            linkedin_status: 'ok',
            deal_size: 1,
          },
        }),
      getMany: (api) => api.getMany(['x', 'y']),
      get: (api) => api.get('x'),
    }),
  };
}

/** Runs each call with a `request` that only notes the operation: `verbs` must name every function of the resource. */
function record<Resource extends object>(
  name: string,
  resource: (request: Request) => Resource,
  verbs: Record<keyof Resource & string, (api: Resource) => unknown>,
): Record<string, Operation> {
  const noted: Record<string, Operation> = {};
  for (const [verb, call] of Object.entries<(api: Resource) => unknown>(verbs)) {
    call(
      resource((operation) => {
        noted[`${name}.${verb}`] = operation;
        return new Promise(() => {});
      }),
    );
  }
  return noted;
}
