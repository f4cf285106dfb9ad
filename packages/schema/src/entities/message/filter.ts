import type { MessageListParams } from '@getsales-gateway/api-client';
import type { InputFieldBuilder } from '@pothos/core';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import { toUuidIfGiven, toUuidsOfFilter } from '../../global-id.ts';
import { MessageDirection, MessageStatus } from './message.ts';

export type WireFilter = NonNullable<MessageListParams['filter']>;

export const LeadMessageFilter = builder.inputType('LeadMessageFilter', {
  description: "Which of a lead's messages to list. All conditions given hold together.",
  fields: conditions,
});

export const MessageFilter = builder.inputType('MessageFilter', {
  description: 'Which messages to list. All conditions given hold together.',
  fields: (t) => ({
    leadId: t.id({ description: 'To or from this lead. Not together with `leadIds`.' }),
    leadIds: t.idList({ description: 'To or from any of these leads: 1 to 100.' }),
    ...conditions(t),
  }),
});

function conditions(t: InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>) {
  return {
    senderProfileId: t.id({ description: 'Of this sender profile, sent or received.' }),
    conversationId: t.id({ description: 'In this LinkedIn conversation.' }),
    direction: t.field({ type: MessageDirection.type, description: 'Written by this side.' }),
    status: t.field({ type: MessageStatus.type, description: 'With this status.' }),
    automation: t.string({ description: 'With this `automation`.' }),
    linkedinType: t.string({ description: 'With this `linkedinType`.' }),
    templateId: t.id({ description: 'Made from this template.' }),
  };
}

export function toMessageFilter(
  filter: Partial<typeof MessageFilter.$inferInput> | null | undefined,
  search: string | null | undefined,
): WireFilter {
  if (filter?.leadId != null && filter.leadIds?.length) {
    throw badInput('`filter.leadId` and `filter.leadIds` exclude each other');
  }
  const wire: WireFilter = {
    q: search || undefined,
    lead_uuid:
      toUuidIfGiven(filter?.leadId, 'filter.leadId', 'Lead') ??
      toUuidsOfFilter(filter?.leadIds, 'filter.leadIds', 'Lead'),
    sender_profile_uuid: toUuidIfGiven(filter?.senderProfileId, 'filter.senderProfileId', 'SenderProfile'),
    linkedin_conversation_uuid: toUuidIfGiven(filter?.conversationId, 'filter.conversationId'),
    type: filter?.direction ?? undefined,
    status: filter?.status ?? undefined,
    automation: filter?.automation ?? undefined,
    linkedin_type: filter?.linkedinType ?? undefined,
    template_uuid: toUuidIfGiven(filter?.templateId, 'filter.templateId'),
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}
