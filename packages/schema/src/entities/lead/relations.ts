import { builder } from '../../builder.ts';
import { LeadCompany } from '../lead-company.ts';
import { LeadList } from '../lead-list.ts';
import { LeadTag } from '../lead-tag.ts';
import { PipelineStage } from '../pipeline-stage.ts';
import { SenderProfile } from '../sender-profile.ts';
import { Lead } from './lead.ts';

builder.objectFields(Lead, (t) => ({
  senderProfile: t.field({
    type: SenderProfile,
    description: 'The sender profile that the lead is assigned to. What each sender did is in `markers`.',
    resolve: (lead, _args, context, info) => SenderProfile.refer(lead.sender_profile_uuid, context, info),
  }),
  list: t.field({
    type: LeadList,
    description: 'The list that the lead is in.',
    resolve: (lead, _args, context, info) => LeadList.refer(lead.list_uuid, context, info),
  }),
  company: t.field({
    type: LeadCompany,
    description: 'The company that the lead works for.',
    resolve: (lead, _args, context, info) => LeadCompany.refer(lead.company_uuid, context, info),
  }),
  pipelineStage: t.field({
    type: PipelineStage,
    description: 'Where the lead stands in your sales pipeline.',
    resolve: (lead, _args, context, info) => PipelineStage.refer(lead.pipeline_stage_uuid, context, info),
  }),
  tags: t.field({
    type: [LeadTag],
    description: 'Tags of the lead. One that no longer exists is left out.',
    resolve: (lead, _args, context, info) => LeadTag.referAll(lead.tags, context, info),
  }),
}));
