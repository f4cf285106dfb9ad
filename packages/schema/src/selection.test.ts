import { buildSchema, type DocumentNode, executeSync, parse } from 'graphql';
import { expect, it } from 'vitest';
import { selects, selectsOnlyIds } from './selection.ts';

const schema = buildSchema('type Query { list: List } type List { nodes: [Row] } type Row { light: Int heavy: Int }');

function heavyIsSelectedBy(source: string, variableValues = {}): boolean {
  return heavyIsSelectedIn(parse(source), variableValues);
}

function heavyIsSelectedIn(document: DocumentNode, variableValues = {}): boolean {
  let isSelected: boolean | undefined;
  const { errors } = executeSync({
    schema,
    document,
    variableValues,
    rootValue: {
      list: (_args: unknown, _context: unknown, info: Parameters<typeof selects>[0]) => {
        isSelected = selects(info, ['heavy'], ['nodes']);
      },
    },
  });
  if (isSelected === undefined) throw new Error('Not resolved', { cause: errors });
  return isSelected;
}

it('finds a field where it is selected, and only there', () => {
  expect(heavyIsSelectedBy('{ list { nodes { heavy } } }')).toBe(true);
  expect(heavyIsSelectedBy('{ list { nodes { light } } }')).toBe(false);
});

it('finds a field under another name, in fragments, and where a field is selected twice', () => {
  expect(heavyIsSelectedBy('{ list { all: nodes { much: heavy } } }')).toBe(true);
  expect(heavyIsSelectedBy('{ list { ... { nodes { ... on Row { heavy } } } } }')).toBe(true);
  expect(heavyIsSelectedBy('{ list { nodes { light } ...more } } fragment more on List { nodes { heavy } }')).toBe(
    true,
  );
  expect(heavyIsSelectedBy('{ list { nodes { light } } list { nodes { heavy } } }')).toBe(true);
});

it('passes over what is skipped or not included', () => {
  const query = 'query ($with: Boolean!) { list { nodes { light ... @include(if: $with) { heavy } } } }';
  expect(heavyIsSelectedBy(query, { with: true })).toBe(true);
  expect(heavyIsSelectedBy(query, { with: false })).toBe(false);
  expect(heavyIsSelectedBy('{ list { nodes { light heavy @skip(if: true) } } }')).toBe(false);
});

it('asks the variables each time, though it is the same document', () => {
  const document = parse(
    'query ($with: Boolean!) { list { nodes { light ...more @include(if: $with) } } } fragment more on Row { heavy }',
  );
  const found = [true, false, true].map((isWith) => heavyIsSelectedIn(document, { with: isWith }));
  expect(found).toEqual([true, false, true]);
});

it('enters each fragment once, however often it is spread', () => {
  const chain = Array.from(
    { length: 40 },
    (_, index) => `fragment f${index} on List { ...f${index + 1} ...f${index + 1} }`,
  );
  const source = `{ list { ...f0 } list { ...f0 } } ${chain.join(' ')} fragment f40 on List { nodes { heavy } }`;
  expect(heavyIsSelectedBy(source)).toBe(true);
  expect(heavyIsSelectedBy(source.replace('heavy', 'light'))).toBe(false);
});

const graph = buildSchema(`
  type Query { one: Cat any: Pet }
  interface Node { id: ID }
  union Pet = Cat | Dog
  type Cat implements Node { id: ID uuid: ID name: String }
  type Dog implements Node { id: ID uuid: ID name: String }
`);

/** Whether only ids are selected of `one`, or of a Cat that `any` gives. */
function onlyIdsBy(source: string, variableValues = {}): boolean {
  let isOnlyIds: boolean | undefined;
  const { errors } = executeSync({
    schema: graph,
    document: parse(source),
    variableValues,
    rootValue: {
      one: (_args: unknown, _context: unknown, info: Parameters<typeof selects>[0]) => {
        isOnlyIds = selectsOnlyIds(info);
      },
      any: (_args: unknown, _context: unknown, info: Parameters<typeof selects>[0]) => {
        isOnlyIds = selectsOnlyIds(info, 'Cat');
      },
    },
  });
  if (isOnlyIds === undefined) throw new Error('Not resolved', { cause: errors });
  return isOnlyIds;
}

it.each([
  ['{ one { id } }', true],
  ['{ one { __typename key: uuid ... { id } ...more } } fragment more on Node { id }', true],
  ['{ one { id name @skip(if: true) } }', true],
  ['{ one { id } one { name } }', false],
  ['{ one { id: name } }', false],
  ['{ one { ...more } } fragment more on Cat { name }', false],
  ['{ any { __typename ... on Dog { name } ... on Cat { uuid } } }', true],
  ['{ any { ... on Node { id } ...more } } fragment more on Dog { name }', true],
  ['{ any { ... on Dog { id } ... on Cat { name } } }', false],
  ['{ any { ... on Node { id ... on Cat { name } } } }', false],
])('tells whether only ids are selected: %s', (source, isOnlyIds) => {
  expect(onlyIdsBy(source)).toBe(isOnlyIds);
});

it('asks the variables whether only ids are selected', () => {
  const source = 'query ($with: Boolean!) { one { id name @include(if: $with) } }';
  expect([true, false].map((isWith) => onlyIdsBy(source, { with: isWith }))).toEqual([false, true]);
});
