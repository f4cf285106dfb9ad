import type { BudgetStanding } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';

const UpstreamBudget = builder.objectRef<BudgetStanding>('GetSalesUpstreamBudget').implement({
  description: 'What is left of the requests that GetSales allows the API key in use.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { nullable: false, description: 'Requests per minute.' }),
    remaining: t.exposeInt('remaining', {
      nullable: false,
      description: 'Requests that may be sent now; 0 while the key is shut because GetSales answered 429.',
    }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When all of `limit` is available again, if nothing more is sent; null if it is available now.',
      resolve: ({ resetAt }) => (resetAt === null ? null : new Date(resetAt).toISOString()),
    }),
  }),
});

builder.queryField('upstreamBudget', (t) =>
  t.field({
    type: UpstreamBudget,
    description: 'What is left of the requests that GetSales allows the API key in use. Costs no request to GetSales.',
    authenticated: true,
    resolve: costs({ kind: 'request', requests: 0 }, (_root: object, _args: object, { api }: Context) => {
      api.requireKey();
      return api.budgetStanding();
    }),
  }),
);
