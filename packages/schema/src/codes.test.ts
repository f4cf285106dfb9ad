import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CODES } from './codes.ts';

it('documents every code, and no other', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const table = page.slice(0, page.indexOf('**Repeating writes.**'));
  const documented = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, code]) => code);
  expect(new Set(documented)).toEqual(new Set(CODES));
});
