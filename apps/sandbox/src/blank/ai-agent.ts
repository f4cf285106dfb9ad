import type { AiAgent } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankAiAgent(stamp: Stamp): AiAgent {
  return {
    ...stamp,
    public_uuid: null,
    name: 'Reply sorter',
    description: null,
    avatar_url: null,
    classification_llm_uuid: null,
    classification_llm_config: null,
    classification_prompt: null,
  };
}
