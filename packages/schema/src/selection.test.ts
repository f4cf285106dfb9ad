import { buildSchema, type DocumentNode, executeSync, parse } from 'graphql';
import { expect, it } from 'vitest';
import { selects } from './selection.ts';

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
