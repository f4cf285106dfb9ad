import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** An ai agent as the upstream sends it. */
export interface AiAgent {
  uuid: string;
  public_uuid: string | null;
  team_id: number;
  name: string;
  description: string | null;
  avatar_url: string | null;
  classification_llm_uuid: string | null;
  classification_llm_config: unknown;
  classification_prompt: string | null;
  created_at: string;
  updated_at: string;
}

const PATH = '/flows/api/ai-agents';

/** Reads of ai agents. */
export function aiAgents(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<AiAgent>(body)),

    /** null when there is no such ai agent. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<AiAgent>(body))),
  };
}
