import { ApiError, ApiRefusedError } from '../errors.ts';
import { isDefinite } from '../outcome.ts';
import type { Lead } from '../resources/lead.ts';
import type { LeadCreateManyParams, leads } from '../resources/leads.ts';
import { findCreated } from './find-created.ts';
import { outOfTime, shortage, type Time } from './work.ts';

/** Places are those in the input. Each lead is in one of the three. */
export interface CreatedLeads {
  leads: Lead[];
  /** May or may not have been created: the answer was lost, and they were not found. */
  unconfirmed: number[];
  /** Were refused, or not sent. */
  notCreated: number[];
  /** Why some were not created. Places in its body count from `errorOffset`. */
  error: ApiError | null;
  errorOffset: number;
}

type LeadsResource = ReturnType<typeof leads>;
type Writes = Pick<LeadsResource, 'createMany'>;
type Reads = Pick<LeadsResource, 'search' | 'lookup'>;

const CHUNK = 50;
/** Lookups of one call, for all its chunks. */
const MAX_LOOKUPS = 10;
/** Answers lost in a row, with nothing found of them, after which the upstream is taken for down. */
const MAX_LOST = 2;
const OPERATION = { method: 'POST', path: '/leads/api/leads' } as const;

/**
 * Creates leads in chunks, one after another. When the answer to a chunk is lost, its leads are looked for, and the next chunk
 * follows. Nothing is created again: a lead without an identity would be doubled. It stops at a refusal, after two lost answers in
 * a row of which nothing is found, and when the time is too short for a lost answer. `reads` asks in background priority.
 *
 * @throws what the first chunk is refused with: nothing was created.
 */
export async function createLeads(
  writes: Writes,
  reads: Reads,
  params: LeadCreateManyParams,
  time: Time,
): Promise<CreatedLeads> {
  const created: CreatedLeads = { leads: [], unconfirmed: [], notCreated: [], error: null, errorOffset: 0 };
  const isShort = shortage(time);
  let lookupsLeft = MAX_LOOKUPS;
  let lost = 0;
  for (let offset = 0; offset < params.leads.length; offset += CHUNK) {
    if (offset > 0 && isShort()) return stop(created, params, offset, outOfTime(OPERATION));
    const chunk = { ...params, leads: params.leads.slice(offset, offset + CHUNK) };
    const { rows, error, isRefused } = await post(writes, chunk, time.signal);
    if (rows) {
      created.leads.push(...rows);
      lost = 0;
      continue;
    }
    if (isRefused && offset === 0) throw error;
    if (isRefused) return stop(created, params, offset, error);
    const found = await findCreated(chunk, reads, { maxLookups: lookupsLeft, newerRows: offset });
    lookupsLeft = Math.max(0, lookupsLeft - found.notAmongNewest);
    created.leads.push(...found.leads.filter((lead) => lead !== null));
    created.unconfirmed.push(...found.leads.flatMap((lead, index) => (lead === null ? offset + index : [])));
    lost = found.leads.some((lead) => lead !== null) ? 0 : lost + 1;
    if (lost === MAX_LOST) return stop(created, params, offset + CHUNK, error);
  }
  return created;
}

type Posted =
  | { rows: Lead[]; error?: never; isRefused?: never }
  | { rows?: never; error: ApiError; isRefused: boolean };

async function post({ createMany }: Writes, chunk: LeadCreateManyParams, signal: Time['signal']): Promise<Posted> {
  try {
    return { rows: await createMany(chunk) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error, isRefused: isDefinite(error, signal) || error instanceof ApiRefusedError };
  }
}

function stop(created: CreatedLeads, { leads }: LeadCreateManyParams, offset: number, error: ApiError): CreatedLeads {
  if (offset >= leads.length) return created;
  const notCreated = leads.slice(offset).map((_, index) => offset + index);
  return { ...created, notCreated, error, errorOffset: offset };
}
