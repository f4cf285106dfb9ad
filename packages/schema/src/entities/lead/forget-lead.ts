import type { Context } from '../../context.ts';
import { forgetTags } from '../lead-tag.ts';
import { Lead } from './lead.ts';
import { fullLeads } from './loading.ts';

/** A lead was written: what the operation holds of it is old. So are the tags, which are made by naming them on a lead. */
export function forgetLead(uuid: string, context: Context): void {
  Lead.forget(context, uuid);
  fullLeads(context).clear(uuid);
  forgetTags(context);
}
