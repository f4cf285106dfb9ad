import type { Route } from './route.ts';
import { companyRoutes } from './routes/companies.ts';
import { flowRoutes } from './routes/flows.ts';
import { leadRoutes } from './routes/leads.ts';
import { messageRoutes } from './routes/messages.ts';
import { senderProfileRoutes } from './routes/sender-profiles.ts';
import { listRoutes, pipelineStageRoutes, tagRoutes, userRoutes } from './routes/workspace.ts';

/** Every operation of the upstream that is emulated. */
export const routes: readonly Route[] = [
  ...companyRoutes,
  ...flowRoutes,
  ...leadRoutes,
  ...listRoutes,
  ...messageRoutes,
  ...pipelineStageRoutes,
  ...senderProfileRoutes,
  ...tagRoutes,
  ...userRoutes,
];
