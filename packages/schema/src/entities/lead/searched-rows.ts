import type { Filter, FilterValue, Lead as LeadRow, Page } from '@getsales-gateway/api-client';
import { refuse } from '../../codes.ts';
import type { Context } from '../../context.ts';
import { isUuid } from '../../global-id.ts';

/** Conditions that the search may ignore, and how a row shows that it did. */
const SHOWN: { key: string & keyof LeadRow; field: string; isKept: (row: LeadRow, wanted: FilterValue) => boolean }[] =
  [
    {
      key: 'last_stop_on_reply_at',
      field: 'hasReplied',
      isKept: (row, wanted) => Boolean(row.last_stop_on_reply_at) === (wanted === 'is_not_null'),
    },
    {
      key: 'unread_counts',
      field: 'unread',
      isKept: (row, wanted) => isUnread(row) === (wanted === 'is_not_null'),
    },
    { key: 'list_uuid', field: 'listIds', isKept: (row, wanted) => isAmong(row.list_uuid, wanted) },
    {
      key: 'pipeline_stage_uuid',
      field: 'pipelineStageIds',
      isKept: (row, wanted) => isAmong(row.pipeline_stage_uuid, wanted),
    },
    { key: 'company_uuid', field: 'companyIds', isKept: (row, wanted) => isAmong(row.company_uuid, wanted) },
  ];

const BY_FLOW = 'leads by flow';

/**
 * The page, if its rows show that the search has honoured every condition that it may ignore. Whether leads are in an automation is
 * asked of the enrolments, until one answer has proven the filter.
 *
 * @throws UPSTREAM_ERROR for a condition that was ignored, instead of leads that nobody asked for.
 */
export async function checkSearched(page: Page<LeadRow>, filter: Filter, context: Context): Promise<Page<LeadRow>> {
  for (const { key, field, isKept } of SHOWN) {
    const wanted = filter[key];
    if (wanted !== undefined && !page.data.every((row) => isKept(row, wanted))) throw ignored(field);
  }
  const flow = filter['flow_uuid'];
  if (typeof flow === 'string' && page.data.length > 0) await checkEnrolled(page.data, flow, context);
  return page;
}

async function checkEnrolled(leads: readonly LeadRow[], flow: string, { api }: Context): Promise<void> {
  const { batches } = api.findings;
  if (batches.get(BY_FLOW)?.isHonoured) return;
  const filter = { flow_uuid: flow, lead_uuid: leads.map(({ uuid }) => uuid) };
  const window = { limit: 100, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
  const { data, total } = await api.flowLeads.list({ ...window, filter });
  const enrolled = new Set(
    data.filter((row) => row.flow_uuid === flow).map(({ lead_uuid }) => lead_uuid.toLowerCase()),
  );
  const isKnown = total === null || total <= data.length;
  if (isKnown && !leads.every(({ uuid }) => enrolled.has(uuid))) throw ignored('flowId', 'Use `Flow.leads`.');
  if (isKnown) batches.set(BY_FLOW, { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
}

function ignored(field: string, hint = 'Ask without it, or for one thing at a time.') {
  return refuse('UPSTREAM_ERROR', `GetSales ignored \`filter.${field}\`. ${hint}`);
}

function isUnread({ unread_counts }: LeadRow): boolean {
  return (unread_counts ?? []).some(({ count }) => Number(count) > 0);
}

/** One value is the upstream's own way to filter; several may be more than it takes. */
function isAmong(value: string | null, wanted: FilterValue): boolean {
  if (!Array.isArray(wanted)) return true;
  const asked = new Set<unknown>(wanted);
  return !isUuid(value) || asked.has(value.toLowerCase());
}
