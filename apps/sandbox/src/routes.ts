import type { Route } from './route.ts';
import { activityRoutes } from './routes/activities.ts';
import { aiAgentRoutes } from './routes/ai-agents.ts';
import { aiTemplateRoutes } from './routes/ai-templates.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { companyRoutes } from './routes/companies.ts';
import { companyBlacklistEntryRoutes } from './routes/company-blacklist-entries.ts';
import { dataSourceRoutes } from './routes/data-sources.ts';
import { emailBodyRoutes } from './routes/email-bodies.ts';
import { emailRoutes } from './routes/emails.ts';
import { flowLeadRoutes } from './routes/flow-leads.ts';
import { flowWorkspaceRoutes } from './routes/flow-workspaces.ts';
import { flowRoutes } from './routes/flows.ts';
import { leadBlacklistEntryRoutes } from './routes/lead-blacklist-entries.ts';
import { leadRoutes } from './routes/leads.ts';
import { linkedinConversationRoutes } from './routes/linkedin-conversations.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { messageRoutes } from './routes/messages.ts';
import { noteRoutes } from './routes/notes.ts';
import { numberRoutes } from './routes/numbers.ts';
import { senderProfileRoutes } from './routes/sender-profiles.ts';
import { settingRoutes } from './routes/settings.ts';
import { taskRoutes } from './routes/tasks.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { listRoutes, pipelineStageRoutes, tagRoutes, userRoutes } from './routes/workspace.ts';

/** Every operation of the upstream that is emulated. */
export const routes: readonly Route[] = [
  ...activityRoutes,
  ...aiAgentRoutes,
  ...aiTemplateRoutes,
  ...attachmentRoutes,
  ...companyBlacklistEntryRoutes,
  ...companyRoutes,
  ...dataSourceRoutes,
  ...emailBodyRoutes,
  ...emailRoutes,
  ...flowLeadRoutes,
  ...flowRoutes,
  ...flowWorkspaceRoutes,
  ...leadBlacklistEntryRoutes,
  ...leadRoutes,
  ...linkedinConversationRoutes,
  ...listRoutes,
  ...mailboxRoutes,
  ...messageRoutes,
  ...noteRoutes,
  ...pipelineStageRoutes,
  ...senderProfileRoutes,
  ...tagRoutes,
  ...numberRoutes,
  ...settingRoutes,
  ...taskRoutes,
  ...userRoutes,
  ...webhookRoutes,
];
