import { ApiRefusedError } from '../errors.ts';
import type { Request, RequestOptions } from '../request.ts';
import { flowLeads } from '../resources/flow-leads.ts';
import { flows, type NewFlowLead } from '../resources/flows.ts';
import type { Lead } from '../resources/lead.ts';
import { leads } from '../resources/leads.ts';
import { foundIfLost, newSince } from '../retry/lost-answer.ts';
import { toLookup } from './find-created.ts';

/** A lead that was asked to be created and enrolled. */
export interface AddedLead {
  /** The upstream did nothing, because the lead exists. */
  isSkipped: boolean;
  /** The lead, which the answer does not show; null where nothing tells it from others. Takes one request. */
  find(): Promise<{ lead: Lead; isNew: boolean } | null>;
}

/** Creates a lead, or updates it, and enrols it. When the answer is lost, its enrolment tells whether that was done. */
export function addingNewLead(request: Request, options: RequestOptions) {
  const { lookup } = leads(request);
  return async (flow_uuid: string, params: NewFlowLead): Promise<AddedLead> => {
    const isNew = newSince(options.upstream.clock);
    const by = toLookup(params.lead);
    const find = async () => {
      const lead = by ? await lookup(by) : null;
      return lead && { lead, isNew: isNew(lead) };
    };
    const findEnrolled = async () => {
      const found = await find();
      return (found && (await isEnrolled(request, flow_uuid, found.lead.uuid, isNew))) || undefined;
    };
    const isDone = await foundIfLost(() => enrol(request, flow_uuid, params), findEnrolled, options);
    let found: ReturnType<typeof find> | undefined;
    return {
      isSkipped: !isDone,
      find() {
        found ??= find();
        return found;
      },
    };
  };
}

/** Enrols a lead. When the answer is lost, its enrolment tells whether that was done. */
export function addingLead(request: Request, options: RequestOptions) {
  return async (flowUuid: string, leadUuid: string, body: { contact_source_id?: string } = {}): Promise<void> => {
    const isNew = newSince(options.upstream.clock);
    await foundIfLost(
      () =>
        flows(request)
          .addLead(flowUuid, leadUuid, body)
          .then(() => true),
      async () => (await isEnrolled(request, flowUuid, leadUuid, isNew)) || undefined,
      options,
    );
  };
}

/** Whether an enrolment was made, or begun anew, that is new. */
async function isEnrolled(
  request: Request,
  flow_uuid: string,
  lead_uuid: string,
  isNew: ReturnType<typeof newSince>,
): Promise<boolean> {
  const newest = { limit: 20, offset: 0, order_field: 'updated_at', order_type: 'desc' } as const;
  const { data } = await flowLeads(request).list({ ...newest, filter: { flow_uuid, lead_uuid } });
  return data.some(
    (row) => row.lead_uuid === lead_uuid && row.flow_uuid === flow_uuid && isNew({ created_at: row.updated_at }),
  );
}

/** False where the upstream skipped it. */
async function enrol(request: Request, flow_uuid: string, params: NewFlowLead): Promise<boolean> {
  try {
    await flows(request).addNewLead(flow_uuid, params);
    return true;
  } catch (error) {
    if (error instanceof ApiRefusedError && error.kind === 'skipped') return false;
    throw error;
  }
}
