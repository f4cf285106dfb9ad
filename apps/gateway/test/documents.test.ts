import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 'query Count($search: String) { leads(search: $search, first: 1) { totalCount } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

async function outcomeOf({ post }: Stack, body: object) {
  const response = await post(body);
  const { data, errors } = await response.json();
  return [response.status, errors?.[0]?.extensions.code ?? Object.keys(data)[0]];
}

function manifest(content: unknown): string {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, JSON.stringify(content));
  return path;
}

it('executes by its hash what came once with it', async () => {
  await using stack = await startStack();
  const extensions = persisted(sha256(COUNT));
  expect(await outcomeOf(stack, { extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  expect(await outcomeOf(stack, { query: COUNT, extensions })).toEqual([200, 'leads']);
  expect(await outcomeOf(stack, { extensions, variables: { search: 'x' } })).toEqual([200, 'leads']);
  expect(stack.upstream).toHaveLength(2);
});

it('keeps no text under a hash that is not its own', async () => {
  await using stack = await startStack();
  const extensions = persisted(sha256('{ leads { totalCount } }'));
  expect(await outcomeOf(stack, { query: '{ viewer { email } }', extensions })).toEqual([
    200,
    'PERSISTED_QUERY_MISMATCH',
  ]);
  expect(await outcomeOf(stack, { extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  expect(stack.upstream).toEqual([]);
});

it.each([
  ['by its hash, as Apollo sends it', { extensions: persisted('count') }],
  ['by `documentId`, as GraphQL over HTTP names it', { documentId: 'count' }],
  ['by `documentId` with a prefix', { documentId: 'sha256:count' }],
  ['by `doc_id`, as Relay sends it', { doc_id: 'count', query: null }],
  ['by `id`', { id: 'count', query: '' }],
  ['by its text', { query: COUNT }],
])('executes a trusted document %s, and nothing else', async (_, body) => {
  const env = { TRUSTED_DOCUMENTS: manifest({ count: COUNT }), TRUSTED_DOCUMENTS_ONLY: 'true' };
  await using stack = await startStack({ env });
  expect(await outcomeOf(stack, { ...body, variables: { search: 'x' } })).toEqual([200, 'leads']);
});

it.each([
  ['another text', { query: '{ viewer { email } }' }, [403, 'FORBIDDEN']],
  ['another text under a trusted id', { query: '{ viewer { email } }', documentId: 'count' }, [403, 'FORBIDDEN']],
  [
    'another text with its own hash',
    { query: '{ __typename }', extensions: persisted(sha256('{ __typename }')) },
    [403, 'FORBIDDEN'],
  ],
  ['an unknown id', { documentId: 'other' }, [200, 'PERSISTED_QUERY_NOT_FOUND']],
  ['a name that every object has', { documentId: 'constructor' }, [200, 'PERSISTED_QUERY_NOT_FOUND']],
  ['introspection', { query: '{ __schema { queryType { name } } }' }, [403, 'FORBIDDEN']],
])('refuses %s where only trusted documents are executed', async (_, body, outcome) => {
  const env = { TRUSTED_DOCUMENTS: manifest({ count: COUNT }), TRUSTED_DOCUMENTS_ONLY: 'true' };
  await using stack = await startStack({ env });
  expect(await outcomeOf(stack, body)).toEqual(outcome);
  expect(stack.upstream).toEqual([]);
});

it("reads Apollo's manifest, and executes other documents too unless told otherwise", async () => {
  const operations = [{ id: 'count', body: COUNT, name: 'Count', type: 'query' }];
  const TRUSTED_DOCUMENTS = manifest({ format: 'apollo-persisted-query-manifest', version: 1, operations });
  await using stack = await startStack({ env: { TRUSTED_DOCUMENTS } });
  expect(await outcomeOf(stack, { extensions: persisted('count') })).toEqual([200, 'leads']);
  expect(await outcomeOf(stack, { query: '{ __typename }' })).toEqual([200, '__typename']);
  expect(await outcomeOf(stack, { extensions: persisted('other') })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
});

it('does not start with a manifest that cannot be used', async () => {
  const fault = /TRUSTED_DOCUMENTS: expected the path of a JSON file/;
  await expect(startStack({ env: { TRUSTED_DOCUMENTS: join(folder, 'missing') } })).rejects.toThrow(fault);
  await expect(startStack({ env: { TRUSTED_DOCUMENTS: manifest([COUNT]) } })).rejects.toThrow(fault);
  await expect(startStack({ env: { TRUSTED_DOCUMENTS_ONLY: 'true' } })).rejects.toThrow('TRUSTED_DOCUMENTS_ONLY needs');
});
