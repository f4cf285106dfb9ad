import type { AiTemplate as AiTemplateRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone, loadFrom } from '../kit/loading.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime, flag } from '../wire.ts';
import { Message } from './message/message.ts';

const loadAiTemplates = loadAlone<AiTemplateRow>('templates by uuid', (api) => api.aiTemplates);
const aiTemplates = smallCollection<AiTemplateRow>(({ api }, window) => api.aiTemplates.list(window), loadAiTemplates);

export const AiTemplate = entity<AiTemplateRow>('AiTemplate', { scope: 'workspace:read', load: loadFrom(aiTemplates) });

AiTemplate.implement({
  description: 'A template of a message, a connection note, an e-mail or a comment. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    templateCategoryId: t.exposeID('template_category_uuid', { description: 'The category it is in.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    subject: t.exposeString('subject', { description: 'Subject line, with placeholders.' }),
    body: t.exposeString('body', { description: 'The text, with placeholders such as `{{first_name}}`.' }),
    attachments: t.field({
      type: 'JSON',
      description: 'Files that are sent with it.',
      resolve: (row) => row.attachments,
    }),
    type: t.exposeString('type', {
      description: 'What it is for. Known: `message`, `connection_note`, `email`, `post_comment`.',
    }),
    isPublic: t.field(flag('is_public', 'Whether it is shared.')),
    llmId: t.exposeID('llm_uuid', { description: 'The language model that writes the text, if any.' }),
    prompt: t.exposeString('prompt', { description: 'The instruction for the language model.' }),
    enableValidation: t.field(flag('enable_validation', 'Whether another language model checks the text.')),
    validationLlmId: t.exposeID('validation_llm_uuid', { description: 'The language model that checks the text.' }),
    validationPrompt: t.exposeString('validation_prompt', { description: 'The instruction for the check.' }),
    enableFallback: t.field(flag('enable_fallback', 'Whether `body` is used where the language model fails.')),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  aiTemplate: t.field({
    description: 'One template; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(AiTemplate, 'template', loadAiTemplates),
  }),
  aiTemplates: t.connection(
    {
      type: AiTemplate,
      description: 'Your templates, the newest first. Not documented by GetSales itself.',

      resolve: connection(AiTemplate, {
        name: 'Query.aiTemplates',

        list: ({ api }) => api.aiTemplates.list,
      }),
    },
    { name: 'AiTemplateConnection' },
    { name: 'AiTemplateEdge' },
  ),
}));

builder.objectField(Message, 'template', (t) =>
  t.field(referenceTo(AiTemplate, 'template_uuid', 'The template of the text. Not documented by GetSales itself.')),
);
