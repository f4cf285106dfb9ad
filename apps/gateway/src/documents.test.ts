import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { createDocumentCache } from './documents.ts';

function kept(sources: readonly string[]): boolean[] {
  const { documentCache } = createDocumentCache();
  for (const source of sources) documentCache?.set(source, parse(source));
  return sources.map((source) => documentCache?.get(source) !== undefined);
}

it('keeps a thousand ordinary documents', () => {
  const sources = Array.from(
    { length: 1000 },
    (_, index) => `query Q${index} { leads(first: 50) { nodes { ${'name '.repeat(20)} } } }`,
  );
  expect(kept(sources)).not.toContain(false);
});

it('keeps only a few large documents, whether they are long by tokens or by white space', () => {
  const many = Array.from({ length: 100 }, (_, index) => `query Q${index} { ${'a '.repeat(3900)} }`);
  const long = Array.from({ length: 100 }, (_, index) => `query Q${index} { a ${' '.repeat(1_000_000)} }`);
  for (const sources of [many, long]) expect(kept(sources).filter(Boolean).length).toBeLessThan(30);
});

it('does not keep parse errors', () => {
  const { errorCache } = createDocumentCache();
  errorCache?.set('{', new Error('no document'));
  expect(errorCache?.get('{')).toBeUndefined();
});
