import { type BulkWork, effectOf, type LeadMassAction, type MassActionOptions } from '@getsales-gateway/api-client';
import type { InputFieldBuilder } from '@pothos/core';
import type { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { checkSize, toUuid } from '../../global-id.ts';
import { type BulkItems, bulkPayload, MAX_ITEMS, runBulk } from '../../kit/bulk.ts';
import { referenceTo } from '../../kit/relations.ts';
import { forgetLeads, Lead } from './lead.ts';

/** The payload of every mutation of many leads. */
export const results = bulkPayload('GetSalesLeadResult', (t) => ({
  lead: t.field(referenceTo(Lead, 'uuid', 'The lead as it is now; null where none is known. Its ids are free.')),
}));

export type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** The input field of the leads. */
export const leadIds = (t: InputFields) => t.idList({ required: true, description: `The leads: 1 to ${MAX_ITEMS}.` });

/** Does the work on each lead once, and says for each place of the input how that went. */
export async function onLeads(
  mutation: string,
  ids: readonly string[],
  context: Context,
  toWork: () => BulkWork<string> | Promise<BulkWork<string>>,
): Promise<BulkItems> {
  checkSize(ids, 'input.leadIds', MAX_ITEMS);
  const uuids = ids.map((id, index) => toUuid(id, `input.leadIds.${index}`, 'Lead'));
  const unique = [...new Set(uuids)];
  const ended = await runBulk(mutation, unique, await toWork(), context);
  forgetLeads(unique, context);
  const byUuid = new Map(ended.map((result, place) => [unique[place], result]));
  const items = uuids.flatMap((uuid, index) => {
    const result = byUuid.get(uuid);
    return result ? [{ index, uuid, result }] : [];
  });
  return { items };
}

/** A mass action, believed by the effect that it has on the rows. */
export function massAction(
  context: Context,
  action: LeadMassAction,
  otherwise: Pick<MassActionOptions, 'one' | 'readsRows'> = {},
): BulkWork<string> {
  return context.api.bulk.massAction({ action, effect: effectOf(action), ...otherwise });
}
