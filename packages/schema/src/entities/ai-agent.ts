import type { AiAgent as AiAgentRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone, loadFrom } from '../kit/loading.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';
import { Lead } from './lead/lead.ts';

const loadAiAgents = loadAlone<AiAgentRow>('AI agents by uuid', (api) => api.aiAgents);
const aiAgents = smallCollection<AiAgentRow>(({ api }, window) => api.aiAgents.list(window), loadAiAgents);

export const AiAgent = entity<AiAgentRow>('AiAgent', { scope: 'workspace:read', load: loadFrom(aiAgents) });

AiAgent.implement({
  description: 'An AI agent, which talks to leads and sorts their replies. Not documented by GetSales itself.',
  fields: (t) => ({
    publicId: t.exposeID('public_uuid', { description: 'Id under which it is publicly shared.' }),
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    avatarUrl: t.exposeString('avatar_url', { description: 'Address of the picture.' }),
    classificationLlmId: t.exposeID('classification_llm_uuid', {
      description: 'The language model that sorts replies.',
    }),
    classificationPrompt: t.exposeString('classification_prompt', {
      description: 'The instruction by which it sorts replies.',
    }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  aiAgent: t.field({
    description: 'One AI agent; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(AiAgent, 'AI agent', loadAiAgents),
  }),
  aiAgents: t.connection(
    {
      type: AiAgent,
      description: 'Your AI agents, the newest first. Not documented by GetSales itself.',

      resolve: connection(AiAgent, {
        name: 'Query.aiAgents',

        list: ({ api }) => api.aiAgents.list,
      }),
    },
    { name: 'AiAgentConnection' },
    { name: 'AiAgentEdge' },
  ),
}));

builder.objectField(Lead, 'aiAgent', (t) =>
  t.field(
    referenceTo(AiAgent, 'ai_agent_uuid', 'The AI agent that talks to the lead. Not documented by GetSales itself.'),
  ),
);
