/** What the pages say of the repository: the files they name exist, their links lead somewhere, and their lines are short. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { listPages, ROOT, readPage } from './markdown.ts';

const MAX_COLUMNS = 120;
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter((file) => existsSync(join(ROOT, file)));

/** Files that a page names in code, such as `relay/cursor.ts`. */
function namedIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => file);
}

function section(page: string, title: string): string {
  return (
    readPage(page)
      .split(/^## /m)
      .find((part) => part.startsWith(title)) ?? ''
  );
}

it('answers at least ten questions with files that exist', () => {
  const rows = section('CONTRIBUTING.md', 'Where is').match(/^\| … .*$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(10);
  for (const row of rows) {
    expect(namedIn(row), row).not.toEqual([]);
    for (const file of namedIn(row)) expect(files, row).toContain(file);
  }
});

it('names only files that exist, in the architecture and in what each part says of itself', () => {
  const pages = listPages().filter((page) =>
    /^docs\/(architecture|pagination|upstream)\.md$|^(apps|packages)\/.*README/.test(page),
  );
  const named = pages.flatMap((page) => namedIn(readPage(page)).map((name) => ({ page, name })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
});

it('has links that lead to files', () => {
  const broken = listPages().flatMap((page) =>
    [...readPage(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

/** Pages that a page links to, from the root. */
function linkedFrom(page: string): string[] {
  return [...readPage(page).matchAll(/\]\((?!https?:|#)([^)#\s]+\.md)/g)].map(([, target = '']) =>
    join(dirname(page), target),
  );
}

it('leads from the index to every page of the documentation in two clicks', () => {
  const near = linkedFrom('docs/README.md');
  const reached = new Set(['docs/README.md', ...near, ...near.flatMap(linkedFrom)]);
  expect(listPages().filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});

it('numbers every decision once, and lists it in the index', () => {
  const index = readPage('docs/decisions/README.md');
  const decisions = listPages().filter((page) => /^docs\/decisions\/\d/.test(page));
  const numbers = decisions.map((page) => page.slice('docs/decisions/'.length).split('-')[0]);
  expect(new Set(numbers).size).toBe(decisions.length);
  expect(decisions.filter((page) => !index.includes(page.replace('docs/decisions/', '')))).toEqual([]);
});

it('wraps its prose at 120 columns', () => {
  const long = listPages().flatMap((page) =>
    readPage(page)
      .replaceAll(/^ *```[\s\S]*?^ *```$/gm, (code) => code.replaceAll(/.+/g, ''))
      .split('\n')
      .map((text, index) => ({ text, place: `${page}:${index + 1}` }))
      .filter(({ text }) => text.length > MAX_COLUMNS && !text.startsWith('|') && /\s/.test(text.trim().slice(2)))
      .map(({ place }) => place),
  );
  expect(long).toEqual([]);
});
