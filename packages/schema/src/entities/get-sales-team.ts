import type { Team as TeamRow } from '@getsales-gateway/api-client';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { dateTime } from '../wire.ts';

const MOST_TEAMS = 100;

const GetSalesTeam = builder.objectRef<TeamRow>('GetSalesTeam').implement({
  description:
    'A team of GetSales, which its users call a workspace. It has a number and no UUID. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('id', { description: 'Its number: the value of the header `Team-ID`.' }),
    clusterId: t.exposeFloat('cluster_id', { description: 'Number of the cluster that it is on.' }),
    subscriptionId: t.exposeFloat('subscription_id', { description: 'Number of its subscription.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    color: t.exposeString('color', { description: 'Its colour.' }),
    status: t.exposeString('status', { description: 'Its status, such as `active`.' }),
    features: t.field({
      type: 'JSON',
      description: 'What its plan allows, such as the number of sender profiles.',
      resolve: (team) => team.features,
    }),
    credits: t.field({
      type: 'JSON',
      description: 'What it has left of its credits.',
      resolve: (team) => team.credits,
    }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who owns it.' }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  team: t.field({
    type: GetSalesTeam,
    description: 'One team; null when GetSales has none by this number. Not documented by GetSales itself.',
    requiresScopes: [['workspace:read']],
    args: { teamId: t.arg.float({ required: true, description: 'Its number.' }) },
    resolve: (_root, { teamId }, { api }) => {
      if (!Number.isSafeInteger(teamId) || teamId < 0) throw badInput('`teamId` takes a whole number');
      return api.teams.get(String(teamId));
    },
  }),
  teams: t.field({
    type: [GetSalesTeam],
    description: `The teams that the API key can see, at most ${MOST_TEAMS}. Not documented by GetSales itself.`,
    requiresScopes: [['workspace:read']],
    resolve: (_root, _args, { api }) => api.teams.list({ limit: MOST_TEAMS, offset: 0 }),
  }),
}));
