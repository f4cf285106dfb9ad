import { readFileSync } from 'node:fs';

/** Secrets that may stand in a file, whose path is then in the variable of the same name with `_FILE`. */
export const SECRETS = ['GETSALES_API_KEY', 'JWT_PUBLIC_KEY', 'REDIS_URL', 'ROUTER_SECRET', 'WEBHOOK_SECRET'] as const;

type Given = Record<string, string | undefined>;

/** The variables with what stands in files, without the white space at its end, and what is wrong with those files. */
export function readSecretFiles(given: Given): { values: Given; faults: string[] } {
  const values = { ...given };
  const faults = SECRETS.flatMap((name) => {
    const path = given[`${name}_FILE`];
    if (path === undefined) return [];
    if (given[name] !== undefined) return [`${name}: set it or ${name}_FILE, not both`];
    const text = textIn(path);
    if (text === undefined) return [`${name}_FILE: cannot be read`];
    if (text === '') return [`${name}_FILE: is empty`];
    values[name] = text;
    return [];
  });
  return { values, faults };
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
