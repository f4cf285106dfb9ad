import type { AiTemplate } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankAiTemplate(stamp: Stamp): AiTemplate {
  return {
    ...stamp,
    template_category_uuid: null,
    name: 'First touch',
    subject: null,
    body: null,
    attachments: null,
    type: 'message',
    is_public: 1,
    llm_uuid: null,
    llm_config: null,
    prompt: null,
    enable_validation: false,
    validation_llm_uuid: null,
    validation_llm_config: null,
    validation_prompt: null,
    enable_fallback: false,
    settings: null,
  };
}
