import type { Route } from './route.ts';
import { companyRoutes } from './routes/companies.ts';
import { flowRoutes } from './routes/flows.ts';
import { leadRoutes } from './routes/leads.ts';
import { listRoutes } from './routes/lists.ts';
import { messageRoutes } from './routes/messages.ts';
import { pipelineStageRoutes } from './routes/pipeline-stages.ts';
import { senderProfileRoutes } from './routes/sender-profiles.ts';
import { tagRoutes } from './routes/tags.ts';
import { userRoutes } from './routes/users.ts';

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
