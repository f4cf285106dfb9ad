import { LEAD_METRICS, type LeadMetric } from '@getsales-gateway/api-client';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { costs } from '../../cost/declared.ts';
import { toUuidsOfFilter } from '../../global-id.ts';
import { Flow } from '../flow/flow.ts';
import { countLeads, leadFilter } from '../lead/leads.ts';

builder.queryField('leadCount', (t) =>
  t.int({
    description: 'How many leads there are, as GetSales counts them; null when it does not say. It takes one request.',
    requiresScopes: [['leads:read']],
    args: leadFilter.args('Conditions on the leads. Without it, all leads.'),
    resolve: (_root, { filter }, context) => countLeads(leadFilter.toWire(filter), context),
  }),
);

type Metrics = Partial<Record<LeadMetric, number>>;

const DESCRIPTIONS: Record<LeadMetric, string> = {
  linkedin_connection_request_sent_count: 'Connection requests sent on LinkedIn.',
  linkedin_connection_request_accepted_count: 'Connection requests that leads accepted.',
  linkedin_sent_count: 'LinkedIn messages sent.',
  linkedin_opened_count: 'LinkedIn messages that leads opened.',
  linkedin_inbox_count: 'Replies on LinkedIn.',
  linkedin_inmail_sent_count: 'InMails sent.',
  linkedin_inmail_replied_count: 'Replies to InMails.',
  linkedin_positive_count: 'Replies on LinkedIn that are positive.',
  email_sent_count: 'E-mails sent.',
  email_opened_count: 'E-mails that leads opened.',
  email_clicked_count: 'E-mails with a link that a lead followed.',
  email_bounced_count: 'E-mails that could not be delivered.',
  email_unsubscribed_count: 'Leads who want no further e-mails.',
  email_inbox_count: 'Replies by e-mail.',
  email_positive_count: 'Replies by e-mail that are positive.',
};

const LeadMetrics = builder.objectRef<Metrics>('LeadMetrics').implement({
  description: 'Numbers of what happened with leads in a span of time.',
  fields: (t) =>
    Object.fromEntries(
      LEAD_METRICS.map((metric) => [
        metric.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        t.int({ description: DESCRIPTIONS[metric], resolve: (metrics) => metrics[metric] ?? null }),
      ]),
    ),
});

const span = builder.args((t) => ({
  from: t.field({ type: 'DateTime', required: true, description: 'The first moment that counts.' }),
  to: t.field({ type: 'DateTime', required: true, description: 'The moment after the last one that counts.' }),
}));

function readMetrics(
  from: string,
  to: string,
  flows: readonly string[] | undefined,
  { api }: Context,
): Promise<Metrics> {
  if (Date.parse(from) >= Date.parse(to)) throw badInput('`from` must be before `to`');
  return api.numbers.leadMetrics({ period_from: from, period_to: to, ...(flows && { flows }) });
}

builder.queryField('leadMetrics', (t) =>
  t.field({
    type: LeadMetrics,
    description:
      'What happened with leads in a span of time, in all the automations together: GetSales does not split these numbers. It takes ' +
      'one request.',
    requiresScopes: [['leads:read']],
    args: {
      ...span,
      flowIds: t.arg.idList({ description: 'Automations that count, 1 to 100. Without it, everything.' }),
    },
    resolve: (_root, { from, to, flowIds }, context) =>
      readMetrics(from, to, toUuidsOfFilter(flowIds, 'flowIds', 'Flow'), context),
  }),
);

builder.objectField(Flow, 'metrics', (t) =>
  t.field({
    type: LeadMetrics,
    description:
      'What happened with leads in this automation in a span of time. It takes a request for each automation.',
    args: span,
    resolve: costs(
      { kind: 'each', requests: 1 },
      ({ uuid }: { uuid: string }, { from, to }: { from: string; to: string }, context: Context) =>
        readMetrics(from, to, [uuid], context),
    ),
  }),
);
