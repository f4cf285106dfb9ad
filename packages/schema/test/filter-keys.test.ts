import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { filterKeys } from '../src/kit/filter-input.ts';
import '../src/schema.ts';

const reference = new URL('../../api-client/openapi.yaml', import.meta.url);
const { paths } = parse(readFileSync(reference, 'utf8'));

/** The list that each filter is for. */
const LISTS: Record<string, string> = {
  GetSalesLeadEmailFilter: '/emails/api/emails',
  GetSalesFlowFilter: '/flows/api/flows',
  GetSalesFlowLeadFilter: '/flows/api/flows-leads/list',
  GetSalesLeadMessageFilter: '/flows/api/linkedin-messages',
  GetSalesLeadActivityFilter: '/leads/api/activities',
  GetSalesLeadCompanyFilter: '/leads/api/companies/list',
  GetSalesLinkedinConversationFilter: '/flows/api/linkedin-conversations',
  GetSalesMessageFilter: '/flows/api/linkedin-messages',
  GetSalesSenderProfileFilter: '/flows/api/sender-profiles',
  GetSalesFlowTaskFilter: '/flows/api/tasks',
};

/** Keys that never reach the upstream's list: what they mean is found out by other requests. */
const OWN_KEYS: Record<string, string[]> = {
  // Guesses: each row shows whether they were honoured.
  GetSalesLeadFilter: ['flow_uuid', 'last_stop_on_reply_at', 'unread_counts'],
  GetSalesLinkedinConversationFilter: ['unread', 'sender_profile_uuid'],
};

/** The search of leads documents its keys in one sentence: "Keys that work: a (why), b, c." */
function leadKeys(): string[] {
  const { content } = paths['/leads/api/leads/search'].post.requestBody;
  const { description } = content['application/json'].schema.properties.filter;
  const [, sentence = ''] = /^Keys that work: (.*?)\. /.exec(description) ?? [];
  return sentence.replaceAll(/ \([^)]*\)/g, '').split(', ');
}

interface Filter {
  description?: string;
  properties?: object;
}

/** A filter that is a body, or one JSON string, is described in words. */
function wordsOf(filter: Filter | undefined): string[] {
  return filter?.description?.split(/\W+/) ?? [];
}

function documentedKeys(input: string): string[] {
  if (input === 'GetSalesLeadFilter') return leadKeys();
  const { get, post } = paths[LISTS[input] ?? ''];
  if (!get) return wordsOf(post.requestBody.content['application/json'].schema.properties.filter);
  const parameters: (Filter & { name?: string; schema?: Filter })[] = get.parameters;
  const filter = parameters.find(({ name }) => name === 'filter');
  return filter?.schema?.properties ? Object.keys(filter.schema.properties) : wordsOf(filter);
}

it('has filters of documented keys alone', () => {
  expect([...filterKeys.keys()].toSorted()).toEqual(['GetSalesLeadFilter', ...Object.keys(LISTS)].toSorted());
  for (const [filter, keys] of filterKeys) {
    const documented = [...documentedKeys(filter), ...(OWN_KEYS[filter] ?? [])];
    expect(documented.length, filter).toBeGreaterThan(2);
    expect(
      keys.filter((key) => !documented.includes(key)),
      filter,
    ).toEqual([]);
  }
});
