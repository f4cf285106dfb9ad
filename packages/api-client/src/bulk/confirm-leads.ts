import { ApiStatusError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { ignoreApiError } from '../outcome.ts';
import type { Lead } from '../resources/lead.ts';
import type { LeadMassAction, leads } from '../resources/leads.ts';
import { countRows, type Page } from '../wire/body.ts';
import type { Filter } from '../wire/query.ts';
import type { BulkStep } from './work.ts';

type Reads = Pick<ReturnType<typeof leads>, 'search' | 'get'>;

/** What a lead shows once a mass action is done. */
export interface Effect {
  isSeen(lead: Lead): boolean;
  /** What leads that show it match, or, with `isAbsence`, what those match that do not: it lets one request count many. */
  filter?: Filter;
  isAbsence?: boolean;
  /** Whether it takes the heavy form of the rows to see it. */
  aggregate?: boolean;
}

const PAGE_ROWS = 100;
const WINDOW = { limit: PAGE_ROWS, offset: 0, order_field: 'created_at', order_type: 'asc' } as const;
/** Leads read one by one, where the search does not take UUIDs. */
const MAX_SAMPLES = 10;

/**
 * Which leads show the effect. One request is enough where the count of the leads that match says that all do; otherwise they are
 * read a hundred at a time. `missing` is the step of a lead that does not exist.
 */
export async function confirmLeads(
  uuids: readonly string[],
  reads: Reads,
  effect: Effect,
  missing: (uuid: string) => BulkStep,
): Promise<BulkStep[]> {
  if (await isSeenOnAll(uuids, reads, effect)) return uuids.map(() => DONE);
  const steps: BulkStep[] = [];
  for (let at = 0; at < uuids.length; at += PAGE_ROWS) {
    const window = uuids.slice(at, at + PAGE_ROWS);
    const leads = await readLeads(window, reads, effect);
    if (leads) {
      const seen = window.map((uuid) => leads.get(uuid));
      steps.push(...seen.map((lead, index) => (lead ? toStep(lead, effect) : missing(window[index] ?? ''))));
    } else steps.push(...(await confirmBySamples(window, reads, effect, missing)));
  }
  return steps;
}

const DONE: BulkStep = { kind: 'done', outcome: 'updated' };
const UNDONE: BulkStep = { kind: 'undone' };

function toStep(lead: Lead, { isSeen }: Effect): BulkStep {
  return isSeen(lead) ? DONE : UNDONE;
}

/** Whether the count of a filter proves it. Its rows show that the filter is honoured. */
async function isSeenOnAll(uuids: readonly string[], { search }: Reads, effect: Effect): Promise<boolean> {
  const { filter, isAbsence = false, isSeen } = effect;
  if (filter === undefined || uuids.length <= 1) return false;
  const whole = await search({ ...WINDOW, filter: { ...(!isAbsence && filter), uuid: uuids } }).catch(ignoreApiError);
  if (!whole || whole.total !== uuids.length || !areOf(uuids, whole)) return false;
  if (whole.data.length !== Math.min(PAGE_ROWS, uuids.length) || !whole.data.every(isSeen)) return false;
  if (!isAbsence) return true;
  const left = await search({ ...WINDOW, limit: 1, filter: { ...filter, uuid: uuids } }).catch(ignoreApiError);
  return left?.total === 0 && countRows(left) === 0;
}

/** The leads by UUID, without those that do not exist; undefined where the search does not take UUIDs, or cannot be trusted. */
export async function readLeads(
  uuids: readonly string[],
  { search }: Pick<Reads, 'search'>,
  { aggregate = false }: { aggregate?: boolean } = {},
): Promise<Map<string, Lead> | undefined> {
  const page = await search({ ...WINDOW, filter: { uuid: uuids }, aggregate }).catch(ignoreApiError);
  if (!page || !areOf(uuids, page)) return undefined;
  const leads = new Map(page.data.map((lead) => [lead.uuid, lead]));
  const isWhole = leads.size === uuids.length || page.total === leads.size;
  return isWhole && page.holes === undefined ? leads : undefined;
}

function areOf(uuids: readonly string[], { data }: Page<Lead>): boolean {
  const asked = new Set(uuids);
  return data.every(({ uuid }) => asked.has(uuid));
}

/** Some leads, the first and the last among them, speak for all where they agree; otherwise each is read. */
async function confirmBySamples(
  uuids: readonly string[],
  { get }: Reads,
  effect: Effect,
  missing: (uuid: string) => BulkStep,
): Promise<BulkStep[]> {
  const look = async (uuid: string) => {
    const lead = await get(uuid, { aggregate: effect.aggregate ?? false });
    return lead ? toStep(lead, effect) : missing(uuid);
  };
  const every = (uuids.length - 1) / (MAX_SAMPLES - 1);
  const places = Array.from({ length: MAX_SAMPLES }, (_, index) => Math.round(index * every));
  const samples = await Promise.all([...new Set(places)].map((place) => look(uuids[place] ?? '')));
  const [first = UNDONE] = samples;
  if (samples.every(({ kind }) => kind === first.kind) && first.kind !== 'failed') return uuids.map(() => first);
  return Promise.all(uuids.map(look));
}

const GET_LEAD: Operation = { method: 'GET', path: '/leads/api/leads/{uuid}' };

/** The error of a lead that does not exist. */
export function noSuchLead(): ApiStatusError {
  const body = { error: { reason: 'not_found' } };
  return new ApiStatusError(GET_LEAD, { status: 404, body, requestId: undefined, retryAfterMs: undefined });
}

/** How the rows show what a mass action with this payload does. */
export function effectOf({ type, payload }: LeadMassAction): Effect {
  const tags = Array.isArray(payload['tag_uuids']) ? payload['tag_uuids'].map(String) : [];
  const [tag] = tags;
  const hasTag = (lead: Lead, uuid: string) => (lead.tags ?? []).some((own) => own.toLowerCase() === uuid);
  const hasAll = (lead: Lead) => tags.every((uuid) => hasTag(lead, uuid));
  const filter = tag === undefined ? {} : { filter: { tags: [tag] } };
  const isIn = (key: 'list_uuid' | 'pipeline_stage_uuid') => ({
    filter: { [key]: String(payload[key]) },
    isSeen: (lead: Lead) => lead[key]?.toLowerCase() === payload[key],
  });
  switch (type) {
    case 'contact_add_tags':
      return { ...filter, isSeen: hasAll };
    case 'contact_replace_tags':
      return { ...filter, isSeen: (lead) => hasAll(lead) && new Set(lead.tags).size === new Set(tags).size };
    case 'contact_remove_tags':
      return { ...filter, isAbsence: true, isSeen: (lead) => !tags.some((uuid) => hasTag(lead, uuid)) };
    case 'contact_change_list':
      return isIn('list_uuid');
    case 'contact_change_pipeline_stage':
      return isIn('pipeline_stage_uuid');
    case 'contact_mark_read':
      return { isSeen: ({ unread_counts }) => (unread_counts ?? []).every(({ count }) => Number(count) === 0) };
    default:
      return { isSeen: () => true };
  }
}
