import type { Filter } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { DateTimeRange, toSortRange } from '../../date-time-range.ts';
import { toUuidIfGiven, toUuidsOfFilter } from '../../global-id.ts';

export const LeadFilter = builder.inputType('LeadFilter', {
  description: 'Which leads to list. All conditions given hold together.',
  fields: (t) => ({
    listId: t.id({ description: 'In this list.' }),
    pipelineStageId: t.id({ description: 'In this stage of the pipeline.' }),
    companyId: t.id({ description: 'Working for this company.' }),
    senderProfileId: t.id({ description: 'Assigned to this sender profile.' }),
    tagIds: t.idList({ description: 'With any of these tags: 1 to 100.' }),
    status: t.string({ description: 'With this `status`.' }),
    linkedinStatus: t.string({ description: 'With this `linkedinStatus`.' }),
    emailStatus: t.string({ description: 'With this `emailStatus`.' }),
    workEmailDomain: t.string({ description: 'With a work e-mail address at this domain.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'That came to GetSales in this span.' }),
    updatedAt: t.field({ type: DateTimeRange, description: 'That changed last in this span.' }),
  }),
});

/** The filter of the search; without a key when nothing is asked for. */
export function toLeadFilter(
  filter: typeof LeadFilter.$inferInput | null | undefined,
  search: string | null | undefined,
): Filter {
  const wire: Filter = {
    q: search || undefined,
    list_uuid: toUuidIfGiven(filter?.listId, 'filter.listId', 'LeadList'),
    pipeline_stage_uuid: toUuidIfGiven(filter?.pipelineStageId, 'filter.pipelineStageId', 'PipelineStage'),
    company_uuid: toUuidIfGiven(filter?.companyId, 'filter.companyId', 'LeadCompany'),
    sender_profile_uuid: toUuidIfGiven(filter?.senderProfileId, 'filter.senderProfileId', 'SenderProfile'),
    tags: toUuidsOfFilter(filter?.tagIds, 'filter.tagIds', 'LeadTag'),
    status: filter?.status ?? undefined,
    linkedin_status: filter?.linkedinStatus ?? undefined,
    email_status: filter?.emailStatus ?? undefined,
    work_email_domain: filter?.workEmailDomain ?? undefined,
    created_at: toSortRange(filter?.createdAt),
    updated_at: toSortRange(filter?.updatedAt),
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}
