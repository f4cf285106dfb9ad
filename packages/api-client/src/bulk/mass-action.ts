import { ApiStatusError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { Lead } from '../resources/lead.ts';
import type { LeadMassAction, LeadWrite, leads } from '../resources/leads.ts';
import type { Findings, Upstream } from '../upstream.ts';
import { confirmLeads, type Effect, noSuchLead, readLeads } from './confirm-leads.ts';
import type { BulkResult, BulkStep, BulkWork } from './work.ts';

type LeadsResource = ReturnType<typeof leads>;

export const OPERATION: Operation = { method: 'PUT', path: '/leads/api/leads/mass-action' };
const CHUNK = 100;
/** How long a mass action counts as without effect. */
const DOUBT_HOLDS_MS = 10 * 60_000;

export interface MassActionOptions {
  /** Undefined where it has no form of its own, so that leads are asked for one by one. */
  action?: LeadMassAction | undefined;
  effect: Effect;
  /** Whether `one` needs the leads as they are. */
  readsRows?: boolean;
  /** Does the same to one lead; left out where the upstream has no such request. */
  one?(uuid: string, api: LeadWrites): Promise<BulkResult>;
}

/** What a single request can be made of. `row` is undefined for a lead that does not exist. */
export interface LeadWrites extends Pick<LeadsResource, 'update' | 'delete' | 'upsert' | 'lookup'> {
  row(uuid: string): Promise<Lead>;
}

/** One change of many leads, by UUID. */
export function massActionOn(leads: LeadsResource, { findings }: Pick<Upstream, 'findings'>) {
  return ({ action, effect, readsRows = false, one }: MassActionOptions): BulkWork<string> => {
    const missing = (): BulkStep => ({ kind: 'failed', error: noSuchLead() });
    const rows = new Map<string, Lead>();
    const writes: LeadWrites = { ...leads, row: async (uuid) => rows.get(uuid) ?? readRow(leads, uuid) };
    return {
      operation: OPERATION,
      isIdempotent: true,
      isSameForAll: true,
      ...(action && { chunk: chunksOf(action, leads, findings) }),
      confirm: (uuids) => confirmLeads(uuids, leads, effect, missing),
      ...(one && { one: (uuid) => one(uuid, writes) }),
      ...(readsRows && {
        async beforeOnes(uuids) {
          rows.clear();
          const read = await readLeads(uuids, leads);
          for (const [uuid, lead] of read ?? []) rows.set(uuid, lead);
        },
      }),
    };
  };
}

/** Leads by the hundred in a mass action, as long as its effect is seen. */
export function chunksOf(
  action: LeadMassAction,
  leads: LeadsResource,
  { batches }: Findings,
): NonNullable<BulkWork<string>['chunk']> {
  const name = `mass-action ${action.type}`;
  return {
    size: CHUNK,
    isWorthTrying() {
      const { isHonoured, holdsUntilMs } = batches.get(name) ?? { isHonoured: true, holdsUntilMs: 0 };
      return isHonoured || performance.now() > holdsUntilMs;
    },
    learn(isHonoured) {
      const holdsUntilMs = isHonoured ? Number.POSITIVE_INFINITY : performance.now() + DOUBT_HOLDS_MS;
      batches.set(name, { isHonoured, holdsUntilMs });
    },
    async act(uuids) {
      await leads.massAction(action, uuids);
      return uuids.map(() => ({ kind: 'confirm' }));
    },
  };
}

async function readRow({ get }: LeadsResource, uuid: string): Promise<Lead> {
  const lead = await get(uuid);
  if (lead === null) throw noSuchLead();
  return lead;
}

/** Deletes many leads, by UUID. */
export function deletionOn(leads: LeadsResource, upstream: Pick<Upstream, 'findings'>): BulkWork<string> {
  const gone = (): BulkStep => ({ kind: 'done', outcome: 'deleted' });
  const effect: Effect = { isSeen: () => false };
  const work = massActionOn(
    leads,
    upstream,
  )({
    action: { type: 'contact_delete', payload: {} },
    effect,
    async one(uuid) {
      // It may be gone since it was looked for.
      await leads.delete(uuid).catch((error: unknown) => {
        if (!(error instanceof ApiStatusError && error.status === 404 && error.isFromApi)) throw error;
      });
      return { kind: 'done', outcome: 'deleted' };
    },
  });
  return {
    ...work,
    before: (uuids) => existing(uuids, leads),
    confirm: (uuids) => confirmLeads(uuids, leads, effect, gone),
  };
}

/** Leads that do not exist are refused before the first request, since afterwards none exists. */
export async function existing(uuids: readonly string[], reads: LeadsResource): Promise<BulkStep[]> {
  const count = await reads.search({
    filter: { uuid: uuids },
    limit: 1,
    offset: 0,
    order_field: 'created_at',
    order_type: 'asc',
  });
  if (count.total === uuids.length) return uuids.map(() => ({ kind: 'chunk' }));
  const seen = { isSeen: () => true };
  const steps = await confirmLeads(uuids, reads, seen, () => ({ kind: 'failed', error: noSuchLead() }));
  return steps.map((step) => (step.kind === 'done' ? { kind: 'chunk' } : step));
}

/**
 * Writes what `PUT` does not take, by an upsert that can mean this lead alone: a lookup by the same identity must find it.
 *
 * @throws {ApiStatusError} 409 where the lead has no identity, or shares it with another one.
 */
export async function upsertSame(
  uuid: string,
  { row, lookup, upsert }: LeadWrites,
  change: { list_uuid?: string; custom_fields?: Record<string, unknown> },
): Promise<BulkResult> {
  const lead = await row(uuid);
  const identity = identityOf(lead);
  const found = identity && (await lookup(identity.lookup));
  if (!identity || found?.uuid !== uuid) throw notAlone();
  const { list_uuid = lead.list_uuid } = change;
  const move_to_list = change.list_uuid !== undefined;
  await upsert({ ...change, lead: identity.lead, list_uuid, move_to_list, update_if_exists: true });
  return { kind: 'done', outcome: 'updated' };
}

function identityOf(lead: Lead): { lead: LeadWrite; lookup: { linkedin_id?: string; email?: string } } | undefined {
  const linkedin_id = lead.ln_id ?? lead.sn_id ?? lead.linkedin;
  if (linkedin_id) return { lead: { linkedin_id }, lookup: { linkedin_id } };
  const email = lead.work_email ?? lead.personal_email;
  if (!email) return undefined;
  return { lead: lead.work_email ? { work_email: email } : { personal_email: email }, lookup: { email } };
}

function notAlone(): ApiStatusError {
  const body = { error: { reason: 'conflict' } };
  return new ApiStatusError(OPERATION, { status: 409, body, requestId: undefined, retryAfterMs: undefined });
}
