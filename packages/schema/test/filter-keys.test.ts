import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { filterKeys } from '../src/kit/filter-input.ts';
import '../src/schema.ts';

const reference = new URL('../../api-client/openapi.yaml', import.meta.url);
const { paths } = parse(readFileSync(reference, 'utf8'));

/** The list that each filter is for. */
const LISTS: Record<string, string> = {
  GetSalesFlowFilter: '/flows/api/flows',
  GetSalesLeadMessageFilter: '/flows/api/linkedin-messages',
  GetSalesMessageFilter: '/flows/api/linkedin-messages',
  GetSalesSenderProfileFilter: '/flows/api/sender-profiles',
};

/** The search of leads documents its keys in one sentence: "Keys that work: a (why), b, c." */
function leadKeys(): string[] {
  const { content } = paths['/leads/api/leads/search'].post.requestBody;
  const { description } = content['application/json'].schema.properties.filter;
  const [, sentence = ''] = /^Keys that work: (.*?)\. /.exec(description) ?? [];
  return sentence.replaceAll(/ \([^)]*\)/g, '').split(', ');
}

function documentedKeys(filter: string): string[] {
  if (filter === 'GetSalesLeadFilter') return leadKeys();
  const parameters: { name?: string; schema?: { properties: object } }[] = paths[LISTS[filter] ?? ''].get.parameters;
  return Object.keys(parameters.find(({ name }) => name === 'filter')?.schema?.properties ?? {});
}

it('has filters of documented keys alone', () => {
  expect([...filterKeys.keys()].toSorted()).toEqual(['GetSalesLeadFilter', ...Object.keys(LISTS)].toSorted());
  for (const [filter, keys] of filterKeys) {
    const documented = documentedKeys(filter);
    expect(documented.length, filter).toBeGreaterThan(2);
    expect(
      keys.filter((key) => !documented.includes(key)),
      filter,
    ).toEqual([]);
  }
});
