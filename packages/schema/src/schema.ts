import './scalars.ts';
import './entities/lead/leads.ts';
import './entities/lead/find-lead.ts';
import './entities/lead/relations.ts';
import './entities/lead/activity.ts';
import './entities/lead/upsert-lead.ts';
import './entities/lead/create-leads.ts';
import './entities/lead/update-lead.ts';
import './entities/lead/set-lead-pipeline-stage.ts';
import './entities/lead/delete-lead.ts';
import './entities/message/messages.ts';
import './entities/message/lead-messages.ts';
import './entities/message/send-message.ts';
import './entities/message/retry-message.ts';
import './entities/message/delete-message.ts';
import './entities/flow/flows.ts';
import './entities/flow/flow-leads.ts';
import './entities/flow/switch-flow.ts';
import './entities/user.ts';
import { builder } from './builder.ts';
import { withEntityQueries } from './entity-queries.ts';

/** What the endpoint answers: the subgraph with `_service` and `_entities`, `node` and `nodes`. */
export const schema = withEntityQueries(
  builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.9' }),
);

/** What clients see: the same without what only routers ask, and with fields in the order in which they are declared. */
export const clientSchema = withEntityQueries(builder.toSchema({ sortSchema: false }));
