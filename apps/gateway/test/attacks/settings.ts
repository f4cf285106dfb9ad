import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIssuerKey, type IssuerKey, jwtEnv } from '../tokens.ts';
import type { Attack } from './attack.ts';

export const TEAM_KEY = 'the-key-of-the-sales-team';
export const ROUTER_SECRET = 'the-secret-of-the-router';
export const WEBHOOK_SECRET = 'the-secret-of-the-webhook';
export const LISTED_ORIGIN = 'https://app.example';

/** A key that tokens of the company are signed with. */
export const ISSUER_KEY: IssuerKey = await createIssuerKey();

/** A fresh gateway takes 60 MB of it. */
const HEAP_MB = 256;

/** The variables of each gateway that is attacked. `folder` is its own. */
export async function settingsOf(mode: NonNullable<Attack['on']>, folder: string): Promise<Record<string, string>> {
  mkdirSync(folder);
  const shared = {
    DATA_DIR: folder,
    // V8 collects late while there is room: without this, memory would say little.
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    LIVE_POLL_MS: '200',
    CORS_ORIGINS: LISTED_ORIGIN,
  };
  if (mode === 'open') return { ...shared, AUTH_MODE: 'open', GETSALES_API_KEY: TEAM_KEY, MCP: 'true' };
  if (mode === 'signed') return { ...shared, ROUTER_SECRET };
  if (mode === 'passthrough') return { ...shared, WEBHOOK_SECRET, MCP: 'true' };
  const keys = join(folder, 'keys.json');
  writeFileSync(keys, JSON.stringify({ sales: { apiKey: TEAM_KEY } }));
  const { GETSALES_API_KEY: _, ...jwt } = await jwtEnv(ISSUER_KEY);
  return { ...shared, ...jwt, GETSALES_API_KEYS_FILE: keys, JWT_TEAM_CLAIM: 'team' };
}
