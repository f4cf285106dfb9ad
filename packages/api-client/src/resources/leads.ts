import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toNothing, toPage, toRow, toRows } from '../wire/body.ts';
import { byUuid, type Filter, type ListParams } from '../wire/query.ts';
import type { Lead } from './lead.ts';

/** The writable fields. Unknown keys are dropped upstream without an error. */
export interface LeadWrite {
  /** Profile URL, Sales Navigator URL, nickname, `ACoA…` or `ACwA…`: the upstream tells which. */
  linkedin_id?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  name?: string | null;
  company_name?: string | null;
  ln_id?: string | null;
  sn_id?: string | null;
  linkedin?: string | null;
  email?: string | null;
  work_email?: string | null;
  personal_email?: string | null;
  work_phone_number?: string | null;
  personal_phone_number?: string | null;
  about?: string | null;
  domain?: string | null;
  headline?: string | null;
  position?: string | null;
  raw_address?: string | null;
  facebook?: string | null;
  twitter?: string | null;
  avatar?: string | null;
  company_ln_id?: string | null;
  /** Names; created when missing. */
  tags?: string[] | null;
}

/** `aggregate` adds `markers` and `custom_fields` to the rows, at a heavier price upstream. */
export interface Aggregate {
  aggregate?: boolean;
}

/** A window of all leads. */
export interface LeadListParams extends ListParams, Aggregate {}

/** A window of the leads that match a filter. */
export interface LeadSearchParams extends LeadListParams {
  filter: Filter;
}

/** By LinkedIn reference, by e-mail, or by name together with company name. */
export interface LeadLookupParams extends Aggregate {
  linkedin_id?: string;
  email?: string;
  name?: string;
  company_name?: string;
}

/** A lead to create, or to update where it exists. */
export interface LeadUpsertParams {
  lead: LeadWrite;
  /** Needed for updates too. */
  list_uuid: string;
  update_if_exists?: boolean;
  move_to_list?: boolean;
  custom_fields?: JsonObject;
}

/** Leads to create in one list. */
export interface LeadCreateManyParams {
  list_uuid: string;
  leads: (LeadWrite & { custom_fields?: JsonObject })[];
}

/** What a mass action does to each lead; `payload` holds the ids and values that its type needs. */
export interface LeadMassAction {
  type:
    | 'contact_add_tags'
    | 'contact_remove_tags'
    | 'contact_replace_tags'
    | 'contact_change_list'
    | 'contact_change_pipeline_stage'
    | 'contact_change_custom_field'
    | 'contact_add_to_flow'
    | 'contact_cancel_from_flows'
    | 'contact_mark_read'
    | 'contact_delete';
  payload: JsonObject;
}

const PATH = '/leads/api/leads';

/** Reads and writes of leads. `createMany` is public as `leads.create` only, which looks up what a lost answer has made. */
export function leads(request: Request) {
  const light = ({ aggregate = false }: Aggregate) => (aggregate ? {} : { disable_aggregation: true });
  const massAction = ({ type, payload }: LeadMassAction, ids: readonly string[]) =>
    request(
      { method: 'PUT', path: `${PATH}/mass-action`, body: { type, filter: { ids }, payload }, keepsCollections: true },
      toNothing,
    );

  return {
    /** Every lead of the team. Free of the search's window of 10,000 rows. */
    list: ({ aggregate, ...query }: LeadListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query, ...light({ aggregate }) } }, (body) =>
        toPage<Lead>(body, 'lead'),
      ),

    /** Rows past 10,000 are out of reach: narrow the filter. */
    search: ({ aggregate, ...body }: LeadSearchParams, { isProbe = false } = {}) =>
      request(
        {
          method: 'POST',
          path: `${PATH}/search`,
          body: { ...body, ...light({ aggregate }) },
          readsByPost: true,
          isProbe,
        },
        (answer) => toPage<Lead>(answer, 'lead'),
      ),

    /** Up to 100 leads by a filter that no reference lists: check that the rows are those asked for. */
    getMany: (uuids: readonly string[], { aggregate, isProbe = true }: Aggregate & { isProbe?: boolean } = {}) =>
      request(
        {
          method: 'POST',
          path: `${PATH}/search`,
          body: { ...byUuid(uuids), ...light({ aggregate }) },
          readsByPost: true,
          isProbe,
        },
        (answer) => toPage<Lead>(answer, 'lead'),
      ),

    /** null when there is no such lead. */
    get: (uuid: string, { aggregate }: Aggregate = {}) =>
      orNull(
        request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid }, query: light({ aggregate }) }, (body) =>
          toRow<Lead>(body, 'lead'),
        ),
      ),

    /** null when there is no such lead. */
    lookup: ({ aggregate, ...body }: LeadLookupParams) =>
      orNull(
        request(
          { method: 'POST', path: `${PATH}/lookup-one`, body: { ...body, ...light({ aggregate }) }, readsByPost: true },
          (answer) => toRow<Lead>(answer, 'lead'),
        ),
      ),

    /** Existing leads come back with the UUID they have. */
    createMany: (body: LeadCreateManyParams) =>
      request({ method: 'POST', path: PATH, body }, (answer) => toRows<Lead>(answer, 'lead')),

    /** Creates or updates; which of the two cannot be told. First hit wins: member id, `ln_id`, `sn_id`, nickname, e-mails, name with company. */
    upsert: (body: LeadUpsertParams) =>
      request({ method: 'POST', path: `${PATH}/upsert`, body, isIdempotent: true }, (answer) =>
        toRow<Lead>(answer, 'lead'),
      ),

    update: (uuid: string, body: LeadWrite) =>
      request({ method: 'PUT', path: `${PATH}/{uuid}`, params: { uuid }, body, isIdempotent: true }, (answer) =>
        toRow<Lead>(answer, 'lead'),
      ),

    /** Starts a deletion in the background. */
    delete: (uuid: string) => request({ method: 'DELETE', path: `${PATH}/{uuid}`, params: { uuid } }, toNothing),

    /** Changes many leads in one way. Known from white-label documentation only: check that the rows show it. */
    massAction,
    // PUT /leads/{uuid} has no such field.
    changePipelineStage: (uuid: string, pipeline_stage_uuid: string) =>
      massAction({ type: 'contact_change_pipeline_stage', payload: { pipeline_stage_uuid } }, [uuid]),
  };
}
