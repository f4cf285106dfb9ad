import './scalars.ts';
import './entities/ai-agent.ts';
import './entities/ai-template.ts';
import './entities/blacklisted-company.ts';
import './entities/blacklisted-lead.ts';
import './entities/flow-lead.ts';
import './entities/flow-task.ts';
import './entities/flow-task-mutations.ts';
import './entities/message/schedule.ts';
import './entities/sender-profile-mutations.ts';
import './entities/flow-version.ts';
import './entities/flow-workspace.ts';
import './entities/get-sales-custom-field.ts';
import './entities/get-sales-team.ts';
import './entities/numbers/flow-numbers.ts';
import './entities/numbers/lead-numbers.ts';
import './entities/numbers/message-counts.ts';
import './entities/get-sales-webhook.ts';
import './entities/lead-activity.ts';
import './entities/lead-companies.ts';
import './entities/lead-email.ts';
import './entities/lead-import.ts';
import './entities/lead-note.ts';
import './entities/lead/leads-of.ts';
import './entities/lead/leads.ts';
import './entities/lead/bulk-mutations.ts';
import './entities/lead/bulk-tags.ts';
import './entities/lead/mutations.ts';
import './entities/linkedin-conversation/conversations.ts';
import './entities/mailbox.ts';
import './entities/message-attachment.ts';
import './entities/upload-attachment.ts';
import './entities/message/messages.ts';
import './entities/message/mutations.ts';
import './entities/flow/bulk-mutations.ts';
import './entities/flow/flows.ts';
import './entities/flow/mutations.ts';
import './entities/flow/new-lead.ts';
import './entities/get-sales-user.ts';
import './entities/send-email.ts';
import './entities/upstream-budget.ts';
import './live/subscriptions.ts';
import './live/webhook-mutations.ts';
import { builder } from './builder.ts';
import { withEntityQueries } from './entity-queries.ts';
import { withNamePrefix } from './name-prefix.ts';
import { withScopes } from './scopes.ts';
import { withWireValues } from './wire-values.ts';

/** What the endpoint answers: the subgraph with `_service` and `_entities`, `node` and `nodes`. */
export const schema = withWireValues(
  withScopes(withEntityQueries(builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.9' }))),
);

/** What clients see: the same without what only routers ask, and with fields in the order in which they are declared. */
export const clientSchema = withWireValues(withScopes(withEntityQueries(builder.toSchema({ sortSchema: false }))));

/** What the endpoint answers where types and root fields have a prefix. */
export function createSchema(namePrefix: string | undefined) {
  return namePrefix === undefined ? schema : withNamePrefix(schema, namePrefix);
}
