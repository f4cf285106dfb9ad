import type { BulkWork, MassActionOptions } from '@getsales-gateway/api-client';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { checkSize } from '../../global-id.ts';
import { itemByItem } from '../../kit/bulk.ts';
import { allTags, forgetTags } from '../lead-tag.ts';
import { type InputFields, leadIds, massAction, onLeads, results } from './bulk.ts';
import { MAX_TAGS } from './inputs.ts';

const names = (t: InputFields, what: string) =>
  t.stringList({ required: true, description: `${what} Names, not ids, at most ${MAX_TAGS}.` });

/** UUIDs of tags by name, in the order given; undefined for a name that no tag has. */
async function tagsNamed(given: readonly string[], context: Context): Promise<(string | undefined)[]> {
  if (given.length > MAX_TAGS) throw badInput(`\`input.names\` takes at most ${MAX_TAGS} names`);
  if (given.some((name) => name.trim() === '')) throw badInput('`input.names` has an empty name');
  const byName = new Map((await allTags(context)).map(({ name, uuid }) => [toKey(name), uuid]));
  return given.map((name) => byName.get(toKey(name)));
}

function toKey(name: string): string {
  return name.trim().toLowerCase();
}

/** The same, but that missing tags are made. */
async function tagsMade(given: readonly string[], context: Context): Promise<string[]> {
  const known = await tagsNamed(given, context);
  const uuids: string[] = [];
  for (const [place, name] of given.entries()) {
    uuids.push(known[place] ?? (await context.api.tags.create({ name: name.trim() })).uuid);
  }
  if (known.includes(undefined)) forgetTags(context);
  return [...new Set(uuids)];
}

/** A lead takes names only: what it has is named by the team's tags. */
async function namesOf(tags: readonly string[] | null, context: Context): Promise<string[]> {
  const byUuid = new Map((await allTags(context)).map(({ name, uuid }) => [uuid, name]));
  return (tags ?? []).flatMap((uuid) => byUuid.get(uuid.toLowerCase()) ?? []);
}

/** One lead's tags, by reading them and writing them all. */
function rewriteTags(
  context: Context,
  change: (own: readonly string[]) => string[],
): Pick<MassActionOptions, 'one' | 'readsRows'> {
  return {
    readsRows: true,
    async one(uuid, { row, update }) {
      const own = await namesOf((await row(uuid)).tags, context);
      const tags = change(own);
      if (new Set(tags).size === new Set(own).size) return { kind: 'done', outcome: 'skipped' };
      return { kind: 'done', outcome: 'updated', lead: await update(uuid, { tags }) };
    },
  };
}

builder.relayMutationField(
  'addLeadTags',
  {
    description: 'The leads and the tags they get.',
    inputFields: (t) => ({ leadIds: leadIds(t), names: names(t, 'The tags; a tag that does not exist is created.') }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Adds tags to leads, which keep those that they have.'),
    resolve: (_root, { input }, context) =>
      onLeads('addLeadTags', input.leadIds, context, async () => {
        checkSize(input.names, 'input.names', MAX_TAGS, 'names');
        const action = {
          type: 'contact_add_tags',
          payload: toTagPayload(await tagsMade(input.names, context)),
        } as const;
        const added = (own: readonly string[]) => [
          ...own,
          ...input.names.filter((name) => !own.some((each) => toKey(each) === toKey(name))),
        ];
        return massAction(context, action, rewriteTags(context, added));
      }),
  },
  results,
);

builder.relayMutationField(
  'removeLeadTags',
  {
    description: 'The leads and the tags they lose.',
    inputFields: (t) => ({ leadIds: leadIds(t), names: names(t, 'The tags.') }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Takes tags from leads, which keep their others.'),
    resolve: (_root, { input }, context) =>
      onLeads('removeLeadTags', input.leadIds, context, async () => {
        checkSize(input.names, 'input.names', MAX_TAGS, 'names');
        const tags = (await tagsNamed(input.names, context)).filter((uuid) => uuid !== undefined);
        const removed = new Set(input.names.map(toKey));
        const one = rewriteTags(context, (own) => own.filter((name) => !removed.has(toKey(name))));
        const action = { type: 'contact_remove_tags', payload: toTagPayload(tags) } as const;
        // Tags that do not exist are on no lead.
        return tags.length > 0 ? massAction(context, action, one) : nothingToDo(context);
      }),
  },
  results,
);

builder.relayMutationField(
  'setLeadTags',
  {
    description: 'The leads and their tags from now on.',
    inputFields: (t) => ({
      leadIds: leadIds(t),
      names: names(
        t,
        'All tags that the leads have afterwards; a tag that does not exist is created, and an empty list removes all.',
      ),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Replaces all tags of leads.'),
    resolve: (_root, { input }, context) =>
      onLeads('setLeadTags', input.leadIds, context, async () => {
        const tags = await tagsMade(input.names, context);
        const action = { type: 'contact_replace_tags', payload: toTagPayload(tags) } as const;
        return massAction(context, action, {
          one: async (uuid, { update }) => ({
            kind: 'done',
            outcome: 'updated',
            lead: await update(uuid, { tags: [...input.names] }),
          }),
        });
      }),
  },
  results,
);

/** Which of the two keys a type takes is not documented. */
function toTagPayload(tag_uuids: readonly string[]) {
  const [tag_uuid] = tag_uuids;
  return tag_uuids.length === 1 ? { tag_uuid, tag_uuids } : { tag_uuids };
}

function nothingToDo(context: Context): BulkWork<string> {
  const one = () => Promise.resolve({ kind: 'done', outcome: 'skipped' } as const);
  return context.api.bulk.massAction({ effect: { isSeen: () => true }, one });
}
