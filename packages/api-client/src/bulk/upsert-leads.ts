import { ApiBodyError, ApiStatusError } from '../errors.ts';
import type { UpstreamClock } from '../exchange/upstream-clock.ts';
import type { Operation } from '../operation.ts';
import type { Lead } from '../resources/lead.ts';
import type { LeadWrite, leads } from '../resources/leads.ts';
import { newSince } from '../retry/lost-answer.ts';
import { isObject, type JsonObject } from '../wire/body.ts';
import { findCreated, identitiesOf } from './find-created.ts';
import { SameLeads } from './same-leads.ts';
import type { BulkResult, BulkStep, BulkWork } from './work.ts';

type LeadsResource = ReturnType<typeof leads>;

export type LeadToUpsert = LeadWrite & { custom_fields?: JsonObject };

export interface UpsertLeadsParams {
  list_uuid: string;
  update_if_exists: boolean;
  move_to_list: boolean;
}

const OPERATION: Operation = { method: 'POST', path: '/leads/api/leads' };
const CHUNK = 50;
const MAX_LOOKUPS = 10;

interface Upserting extends UpsertLeadsParams {
  leads: LeadsResource;
  /** Whether the upstream made this row since the work began. */
  isNew(lead: Lead): boolean;
  /** UUIDs of leads that an answer of this call has named: a second item that means one of them does not create it. */
  known: Set<string>;
  /** How many leads this call has created: they stand before others among the newest. */
  createdCount: number;
  /** UUIDs of leads that an item is to update: later items of the same lead wait for it. */
  awaited: Set<string>;
  /** Items that were sent alone. */
  sentAlone: Set<LeadToUpsert>;
  same: SameLeads;
}

/**
 * Leads to create or update. The upstream creates many by one request and gives existing ones back as they are: those alone are
 * then updated, one by one, where anything differs. Items that name the same lead are applied in their order: the later ones alone.
 */
export function upsertLeadsOn(
  leads: LeadsResource,
  clock: UpstreamClock,
): (params: UpsertLeadsParams) => BulkWork<LeadToUpsert> {
  return (params) => {
    const isRecent = newSince(clock);
    const isNew = (lead: Lead) => lead.created_at !== null && isRecent(lead);
    const sets = { known: new Set<string>(), awaited: new Set<string>(), sentAlone: new Set<LeadToUpsert>() };
    const same = new SameLeads();
    const upserting: Upserting = { ...params, ...sets, leads, isNew, same, createdCount: 0 };
    let lookupsLeft = MAX_LOOKUPS;
    return {
      operation: OPERATION,
      isIdempotent: false,
      isSameForAll: false,
      async before(items) {
        return same.findRepeated(items).map((isRepeated) => ({ kind: isRepeated ? 'one' : 'chunk' }));
      },
      subjectOf: (item) => same.keyOf(item),
      chunk: { size: CHUNK, isWorthTrying: () => true, learn() {}, act: (items) => createMany(items, upserting) },
      async confirm(items) {
        const sought = { list_uuid: params.list_uuid, leads: [...items] };
        const found = await findCreated(sought, leads, { maxLookups: lookupsLeft, newerRows: upserting.createdCount });
        lookupsLeft = Math.max(0, lookupsLeft - found.notAmongNewest);
        return items.map((item, index) => toStep(item, found.leads[index] ?? undefined, upserting));
      },
      one: (item) => upsertOne(item, upserting),
    };
  };
}

async function createMany(items: readonly LeadToUpsert[], upserting: Upserting): Promise<BulkStep[]> {
  const { list_uuid, leads } = upserting;
  try {
    const rows = await leads.createMany({ list_uuid, leads: [...items] });
    const matched = matchRows(items, rows);
    return items.map((item, index) => {
      const step = toStep(item, matched[index], upserting);
      if (step.kind !== 'undone') return step;
      // Without an identity a second request would double it.
      return identitiesOf(item).length > 0 ? { kind: 'one' } : { kind: 'unconfirmed', error: missingRow() };
    });
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
    const refused = refusedItems(error, items.length);
    if (refused === undefined) throw error;
    if (refused === 'all') return items.map(() => ({ kind: 'failed', error }));
    const others = items.filter((_, index) => !refused.has(index));
    const steps = others.length > 0 ? await createMany(others, upserting) : [];
    return items.map((_, index): BulkStep => {
      const failure = refused.get(index);
      return failure ? { kind: 'failed', error: failure } : (steps.shift() ?? { kind: 'undone' });
    });
  }
}

function toStep(item: LeadToUpsert, lead: Lead | undefined, upserting: Upserting): BulkStep {
  const { awaited, sentAlone, same } = upserting;
  if (lead === undefined) return { kind: 'undone' };
  same.addRow(item, lead);
  if (isCreatedBy(item, lead, upserting)) return { kind: 'done', outcome: 'created', lead };
  const isSentAlone = sentAlone.has(item);
  if (isSettled(item, lead, upserting) && (isSentAlone || !awaited.has(lead.uuid))) {
    return { kind: 'done', outcome: isSentAlone ? 'updated' : 'skipped', lead };
  }
  awaited.add(lead.uuid);
  return { kind: 'one' };
}

/** Whether this item made the row. A row that another call made a moment ago differs from the item, or nothing is left to do. */
function isCreatedBy(item: LeadToUpsert, lead: Lead, upserting: Upserting): boolean {
  const { isNew, known, list_uuid } = upserting;
  const isUnknown = !known.has(lead.uuid) && isNew(lead);
  const isCreated = isUnknown && (lead.list_uuid || list_uuid) === list_uuid && !isContradicted(item, lead);
  known.add(lead.uuid);
  if (isCreated) upserting.createdCount += 1;
  return isCreated;
}

/** Whether the row needs no change. */
function isSettled(item: LeadToUpsert, lead: Lead, upserting: UpsertLeadsParams): boolean {
  const { update_if_exists, move_to_list, list_uuid } = upserting;
  if (move_to_list && lead.list_uuid !== list_uuid) return false;
  return !update_if_exists || isAsWritten(item, lead);
}

/** Names under which a row shows what was written; what it does not show may differ. */
const COMPARED = new Set([
  'first_name',
  'last_name',
  'name',
  'company_name',
  'ln_id',
  'sn_id',
  'linkedin',
  'work_email',
  'personal_email',
  'work_phone_number',
  'personal_phone_number',
  'about',
  'headline',
  'position',
  'raw_address',
  'facebook',
  'twitter',
  'company_ln_id',
]);

/** Stored in another form than written. */
const REFERENCES = new Set(['ln_id', 'sn_id', 'linkedin', 'company_ln_id']);

function isAsWritten({ linkedin_id: _, ...written }: LeadToUpsert, lead: Lead): boolean {
  const row = new Map<string, unknown>(Object.entries(lead));
  return Object.entries(written).every(
    ([key, value]) => value === undefined || (COMPARED.has(key) && (row.get(key) ?? null) === (value || null)),
  );
}

/** Whether the row shows that something else was written. The upstream may change the case and the signs of what it stores. */
function isContradicted(written: LeadToUpsert, lead: Lead): boolean {
  const row = new Map<string, unknown>(Object.entries(lead));
  const isOther = ([key, value]: [string, unknown]) =>
    value && COMPARED.has(key) && !REFERENCES.has(key) && row.has(key) && bare(row.get(key)) !== bare(value);
  const { tags, custom_fields } = written;
  const isTagMissing = tags && lead.tags && lead.tags.length < new Set(tags).size;
  const isFieldMissing = isObject(lead.custom_fields) && sizeOf(lead.custom_fields) < sizeOf(custom_fields);
  return Object.entries(written).some(isOther) || Boolean(isTagMissing || isFieldMissing);
}

function bare(value: unknown): string {
  return String(value ?? '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();
}

function sizeOf(fields: JsonObject = {}): number {
  return Object.values(fields).filter((value) => value !== null && value !== '').length;
}

async function upsertOne(item: LeadToUpsert, upserting: Upserting): Promise<BulkResult> {
  const { leads, same, sentAlone, list_uuid, update_if_exists, move_to_list } = upserting;
  const known = same.rowOf(item);
  if (known && isSettled(item, known, upserting)) return { kind: 'done', outcome: 'skipped', lead: known };
  sentAlone.add(item);
  const { custom_fields, ...lead } = item;
  const row = await leads.upsert({
    lead,
    list_uuid,
    update_if_exists,
    move_to_list,
    ...(custom_fields && { custom_fields }),
  });
  same.addRow(item, row);
  const otherwise = update_if_exists || move_to_list ? 'updated' : 'skipped';
  return { kind: 'done', outcome: isCreatedBy(item, row, upserting) ? 'created' : otherwise, lead: row };
}

function missingRow(): ApiBodyError {
  return new ApiBodyError('A lead is missing in the answer', OPERATION);
}

/** The row of each item: by place, where no row contradicts that; else by what a lead is known by. */
function matchRows(items: readonly LeadToUpsert[], rows: readonly Lead[]): (Lead | undefined)[] {
  const isInOrder = rows.length === items.length && rows.every((row, index) => isPossibly(items[index], row));
  if (isInOrder) return [...rows];
  const byIdentity = new Map(rows.flatMap((row) => identitiesOf(row).map((identity) => [identity, row])));
  return items.map((item) => identitiesOf(item).flatMap((identity) => byIdentity.get(identity) ?? [])[0]);
}

function isPossibly(item: LeadToUpsert | undefined, row: Lead): boolean {
  const sought = item ? identitiesOf(item) : [];
  return sought.length === 0 || identitiesOf(row).some((identity) => sought.includes(identity));
}

/**
 * What a refusal says of each item, as if it had been asked for alone: `leads.7.work_email` becomes `lead.work_email`. `all`
 * where it names what they have in common; undefined where it names nothing.
 */
function refusedItems(error: ApiStatusError, count: number): Map<number, ApiStatusError> | 'all' | undefined {
  const { body, status, requestId, retryAfterMs, operation = OPERATION } = error;
  const data = isObject(body) && isObject(body['error']) ? body['error']['data'] : undefined;
  if ((status !== 400 && status !== 422) || !isObject(data)) return undefined;
  const named = Object.entries(data).flatMap(([path, reasons]) => {
    const [, place, field] = /^leads\.(\d+)(?:\.(.+))?$/.exec(path) ?? [];
    return place === undefined || Number(place) >= count ? [] : [{ place: Number(place), field, reasons }];
  });
  if (named.length === 0) return 'list_uuid' in data ? 'all' : undefined;
  return new Map(
    [...Map.groupBy(named, ({ place }) => place)].map(([place, faults]) => {
      const own = Object.fromEntries(faults.map(({ field, reasons }) => [field ? `lead.${field}` : 'lead', reasons]));
      const narrowed = { error: { reason: 'validation_error', data: own } };
      return [place, new ApiStatusError(operation, { status, body: narrowed, requestId, retryAfterMs })];
    }),
  );
}
