import type { Filter } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { hasMany, searchArgs } from '../../kit/connection.ts';
import { LeadCompany } from '../lead-company.ts';
import { LeadList } from '../lead-list.ts';
import { LeadTag } from '../lead-tag.ts';
import { PipelineStage } from '../pipeline-stage.ts';
import { SenderProfile } from '../sender-profile.ts';
import { Lead } from './lead.ts';
import { checkSearched, LeadConnection, leadFilter, leadOrder, SEARCH_WINDOW } from './leads.ts';

type Key = 'company_uuid' | 'list_uuid' | 'pipeline_stage_uuid' | 'sender_profile_uuid' | 'tags';

/** `leads` of a type whose rows leads name in `key`. */
function declareLeads(
  parent: typeof LeadCompany | typeof LeadList | typeof LeadTag | typeof PipelineStage | typeof SenderProfile,
  key: Key,
  description: string,
): void {
  const leads = hasMany(Lead, {
    name: `${parent.name}.leads`,
    key,
    filter: leadFilter,
    order: leadOrder,
    searchWindow: SEARCH_WINDOW,
    list: (context) => async (params, form) =>
      checkSearched(await context.api.leads.search(params, form), without(params.filter, key), context),
  });
  builder.objectField(parent, 'leads', (t) =>
    t.connection(
      {
        type: Lead,
        description: `${description}, by default the newest first.`,
        args: {
          ...leadFilter.args('Further conditions on the leads.'),
          ...searchArgs('Text to find in name, e-mail address, position, headline or about.'),
          ...leadOrder.args,
        },
        resolve: leads.resolve,
      },
      LeadConnection,
    ),
  );
}

declareLeads(LeadCompany, 'company_uuid', 'Leads who work for the company');
declareLeads(LeadList, 'list_uuid', 'Leads in the list');
declareLeads(LeadTag, 'tags', 'Leads with the tag');
declareLeads(PipelineStage, 'pipeline_stage_uuid', 'Leads in the stage');
declareLeads(SenderProfile, 'sender_profile_uuid', 'Leads who are assigned to the sender profile');

/** The planner judges by itself whether the condition on the parents was honoured. */
function without(filter: Filter, key: string): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([each]) => each !== key));
}
