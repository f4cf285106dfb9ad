import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** An ai template as the upstream sends it. */
export interface AiTemplate {
  uuid: string;
  team_id: number;
  template_category_uuid: string | null;
  name: string;
  subject: string | null;
  body: string | null;
  attachments: unknown;
  /** Known: `message`, `connection_note`, `email`, `post_comment`. */
  type: string;
  is_public: number;
  llm_uuid: string | null;
  llm_config: unknown;
  prompt: string | null;
  enable_validation: boolean | number;
  validation_llm_uuid: string | null;
  validation_llm_config: unknown;
  validation_prompt: string | null;
  enable_fallback: boolean | number;
  settings: unknown;
  created_at: string;
  updated_at: string;
}

const PATH = '/flows/api/ai-templates';

/** Reads of ai templates. */
export function aiTemplates(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<AiTemplate>(body)),

    /** null when there is no such ai template. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<AiTemplate>(body))),
  };
}
