import { ApiBodyError, type ApiStatusError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { ignoreApiError } from '../outcome.ts';
import type { FlowLead, flowLeads } from '../resources/flow-leads.ts';
import type { flows } from '../resources/flows.ts';
import type { leads } from '../resources/leads.ts';
import type { Findings } from '../upstream.ts';
import { countRows } from '../wire/body.ts';
import { chunksOf, existing, OPERATION } from './mass-action.ts';
import type { BulkStep, BulkWork } from './work.ts';

interface Resources {
  leads: ReturnType<typeof leads>;
  flows: ReturnType<typeof flows>;
  flowLeads: ReturnType<typeof flowLeads>;
  findings: Findings;
}

export interface EnrolParams {
  flow_uuid: string;
  contact_source_id: string | undefined;
}

/** Statuses in which an automation does nothing more for a lead. */
const ENDED: ReadonlySet<string> = new Set(['finished', 'failed', 'canceled', 'cancelled', 'restarted']);

const PAGE_ROWS = 100;
const LIST: Operation = { method: 'POST', path: '/flows/api/flows-leads/list' };
const DONE: BulkStep = { kind: 'done', outcome: 'updated' };
const SKIPPED: BulkStep = { kind: 'done', outcome: 'skipped' };
const UNDONE: BulkStep = { kind: 'undone' };

/**
 * Enrols many leads in an automation. One who is in it already is left alone, and none is enrolled a second time after a lost
 * answer: that might begin the automation anew. Enrolments tell who is in it.
 */
export function enrolling({ leads, flows, flowLeads, findings }: Resources) {
  return ({ flow_uuid, contact_source_id }: EnrolParams): BulkWork<string> => {
    /** Enrolments from before, by UUID, with the time of their last change; undefined where they could not be read. */
    let before: ReadonlyMap<string, string> | undefined;
    const read = (uuids: readonly string[]) => readEnrolments(flowLeads, { flow_uuid: [flow_uuid], lead_uuid: uuids });
    const isNew = (row: FlowLead) => isActive(row) || (before && before.get(row.uuid) !== row.updated_at);
    let seen: ReadonlySet<string> = new Set();
    return {
      operation: OPERATION,
      isIdempotent: false,
      isSameForAll: true,
      isOwnRefusal: (error: ApiStatusError) => !error.refuses('flow_uuid', 'contact_source_id'),
      // No source documents how a mass action names the contact source.
      ...(contact_source_id === undefined && {
        chunk: chunksOf({ type: 'contact_add_to_flow', payload: { flow_uuid } }, leads, findings),
      }),
      async before(uuids) {
        const rows = await read(uuids);
        before = new Map(rows.map(({ uuid, updated_at }) => [uuid, updated_at]));
        const active = leadsOf(rows.filter(isActive));
        const steps = await existing(uuids, leads).catch(ignoreApiError);
        return uuids.map((uuid, place) => (active.has(uuid) ? SKIPPED : (steps?.[place] ?? { kind: 'chunk' })));
      },
      async confirm(uuids) {
        if (await areAllActive(flowLeads, flow_uuid, uuids)) return uuids.map(() => DONE);
        const enrolled = leadsOf((await read(uuids)).filter(isNew));
        return uuids.map((uuid) => (enrolled.has(uuid) ? DONE : UNDONE));
      },
      // A mass action may show its effect late.
      async beforeOnes(uuids) {
        seen = new Set();
        seen = leadsOf((await read(uuids)).filter(isNew));
      },
      async one(uuid) {
        if (!seen.has(uuid)) await flows.addLead(flow_uuid, uuid, contact_source_id ? { contact_source_id } : {});
        return { kind: 'done', outcome: 'updated' };
      },
    };
  };
}

/** Takes many leads out of some automations, or of all. */
export function cancelling({ leads, flows, flowLeads, findings }: Resources) {
  return (flow_uuids: readonly string[] | undefined): BulkWork<string> => {
    const read = (uuids: readonly string[], status?: readonly string[]) =>
      readEnrolments(flowLeads, { lead_uuid: uuids, flow_uuid: flow_uuids, status });
    let statuses: readonly string[] | undefined;
    return {
      operation: OPERATION,
      isIdempotent: true,
      isSameForAll: true,
      isOwnRefusal: (error: ApiStatusError) => !error.refuses('flow_uuids'),
      chunk: chunksOf(
        { type: 'contact_cancel_from_flows', payload: flow_uuids ? { flow_uuids } : {} },
        leads,
        findings,
      ),
      async before(uuids) {
        const active = (await read(uuids)).filter(isActive);
        statuses = [...new Set(active.map(({ status }) => status))];
        const enrolled = leadsOf(active);
        const others = uuids.filter((uuid) => !enrolled.has(uuid));
        const steps = others.length > 0 ? await existing(others, leads).catch(ignoreApiError) : [];
        const missing = new Map(others.map((uuid, place) => [uuid, steps?.[place]]));
        return uuids.map((uuid) => {
          const step = missing.get(uuid);
          if (enrolled.has(uuid)) return { kind: 'chunk' };
          return step?.kind === 'failed' ? step : SKIPPED;
        });
      },
      async confirm(uuids) {
        const active = leadsOf((await read(uuids, statuses)).filter(isActive));
        return uuids.map((uuid) => (active.has(uuid) ? UNDONE : DONE));
      },
      async one(uuid) {
        await (flow_uuids ? flows.cancelLead(uuid, flow_uuids) : flows.cancelLeadFromAll(uuid));
        return { kind: 'done', outcome: 'updated' };
      },
    };
  };
}

function isActive({ status }: FlowLead): boolean {
  return !ENDED.has(status);
}

function leadsOf(rows: readonly FlowLead[]): ReadonlySet<string> {
  return new Set(rows.map(({ lead_uuid }) => lead_uuid.toLowerCase()));
}

interface EnrolmentFilter {
  lead_uuid: readonly string[];
  flow_uuid?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
}

type Reads = Pick<ReturnType<typeof flowLeads>, 'list'>;

/**
 * All enrolments of these leads that match.
 *
 * @throws {ApiBodyError} where the list shows others, too: then it tells nothing of these.
 */
async function readEnrolments({ list }: Reads, { lead_uuid, flow_uuid, status }: EnrolmentFilter): Promise<FlowLead[]> {
  const asked = new Set(lead_uuid);
  const flows = flow_uuid === undefined ? undefined : new Set(flow_uuid);
  const isAsked = (row: FlowLead) =>
    asked.has(row.lead_uuid.toLowerCase()) && (flows?.has(row.flow_uuid.toLowerCase()) ?? true);
  const filter = { lead_uuid, ...(flow_uuid && { flow_uuid }), ...(status && { status }) };
  const rows: FlowLead[] = [];
  for (let offset = 0; ; ) {
    const page = await list({ ...windowAt(offset), filter });
    if (page.holes || !page.data.every(isAsked)) {
      throw new ApiBodyError('Enrolments of other leads', LIST);
    }
    rows.push(...page.data);
    offset += countRows(page);
    const isLast = page.hasMore === false || (page.total !== null && offset >= page.total);
    if (countRows(page) === 0 || isLast) return rows;
  }
}

/** Whether a count says so, by one request: none of them was in it before. */
async function areAllActive({ list }: Reads, flow_uuid: string, uuids: readonly string[]): Promise<boolean> {
  const page = await list({ ...windowAt(0), filter: { flow_uuid, lead_uuid: uuids, status: 'in_progress' } });
  const asked = new Set(uuids);
  const seen = leadsOf(page.data.filter((row) => asked.has(row.lead_uuid.toLowerCase()) && isActive(row)));
  return page.total === uuids.length && seen.size === Math.min(PAGE_ROWS, uuids.length);
}

function windowAt(offset: number) {
  return { limit: PAGE_ROWS, offset, order_field: 'created_at', order_type: 'asc' } as const;
}
