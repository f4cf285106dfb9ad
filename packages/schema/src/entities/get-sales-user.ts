import type { User as UserRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { entity } from '../kit/entity.ts';
import { loadAmong } from '../kit/loading.ts';
import { dateTime } from '../wire.ts';

/** The upstream shows no user but the owner of the key. */
export const GetSalesUser = entity<UserRow>('GetSalesUser', {
  scope: 'workspace:read',
  load: loadAmong(async ({ api }) => [await api.users.current()]),
});

GetSalesUser.implement({
  description: 'A user of GetSales.',
  fields: (t) => ({
    userId: t.exposeFloat('id', { description: 'Numeric id, the same as `userId` on other types.' }),
    firstName: t.exposeString('first_name', { description: 'First name.' }),
    lastName: t.exposeString('last_name', { description: 'Last name.' }),
    email: t.exposeString('email', { description: 'E-mail address.' }),
    emailStatus: t.exposeString('email_status', { description: 'State of the address, such as `confirmed`.' }),
    imageUrl: t.exposeString('image_url', { description: 'Address of the picture.' }),
    timezone: t.exposeString('timezone', { description: 'IANA name of the time zone.' }),
    config: t.field({ type: 'JSON', description: 'Settings in GetSales.', resolve: (user) => user.config }),
    createdAt: t.field(dateTime('created_at', 'When the account was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: GetSalesUser,
    description: 'The owner of the GetSales API key in use.',
    resolve: (_root, _args, { api }) => api.users.current(),
  }),
);
