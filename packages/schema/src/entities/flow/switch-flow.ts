import { builder } from '../../builder.ts';
import { toUuid } from '../../global-id.ts';
import { Flow } from './flow.ts';

const flowId = { required: true, description: 'The automation.' } as const;
const result = { type: Flow, description: 'The automation.' } as const;

builder.relayMutationField(
  'startFlow',
  { description: 'The automation to start.', inputFields: (t) => ({ flowId: t.id(flowId) }) },
  {
    description: 'Starts an automation.',
    resolve: (_root, { input }, { api }) => api.flows.start(toUuid(input.flowId, 'input.flowId', 'Flow')),
  },
  {
    description: 'The automation that was started.',
    outputFields: (t) => ({ flow: t.field({ ...result, resolve: (flow) => flow }) }),
  },
);

builder.relayMutationField(
  'stopFlow',
  { description: 'The automation to stop.', inputFields: (t) => ({ flowId: t.id(flowId) }) },
  {
    description: 'Stops an automation. Leads keep their place in it.',
    resolve: (_root, { input }, { api }) => api.flows.stop(toUuid(input.flowId, 'input.flowId', 'Flow')),
  },
  {
    description: 'The automation that was stopped.',
    outputFields: (t) => ({ flow: t.field({ ...result, resolve: (flow) => flow }) }),
  },
);
