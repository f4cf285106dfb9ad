import { ACCESS } from './access.ts';
import { AGENTS } from './agents.ts';
import type { Attack } from './attack.ts';
import { BODIES } from './bodies.ts';
import { DOCUMENTS } from './documents.ts';
import { GROWTH } from './growth.ts';
import { HTTP } from './http.ts';
import { SOCKETS } from './sockets.ts';
import { VALUES } from './values.ts';

/** Every attack, by the heading that it has in docs/security.md. */
export const ATTACKS: Record<string, Attack[]> = {
  Documents: DOCUMENTS,
  'Bodies and references': BODIES,
  'Arguments, ids and cursors': VALUES,
  'Tokens, keys and signatures': ACCESS,
  'HTTP, pages and webhooks': HTTP,
  WebSockets: SOCKETS,
  Agents: AGENTS,
  'Memory, connections and streams': GROWTH,
};
