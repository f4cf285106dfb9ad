import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One fenced block of a page. */
export interface Snippet {
  /** The page, from the root, such as `docs/contract.md`. */
  page: string;
  /** Line of its first line. */
  line: number;
  /** As the fence says; empty for drawings. */
  language: string;
  text: string;
}

/** Every page of the repository, from the root, such as `docs/contract.md`. */
export function listPages(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT });
  return output.toString().trim().split('\n');
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Every fenced block of every page. */
export function listSnippets(): Snippet[] {
  return listPages().flatMap((page) => {
    const text = readPage(page);
    return [...text.matchAll(/^ *```([^\n]*)\n([\s\S]*?)^ *```$/gm)].map((match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length + 1,
      language: match[1] ?? '',
      text: match[2] ?? '',
    }));
  });
}

/** The commands of a shell snippet: lines joined where they go on, comments left out. */
export function toCommands({ text }: Snippet): string[] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}
