import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../../test/mock-upstream.ts';

const ROW = { uuid: '0f1e2d3c-0000-4000-8000-000000000001' };

it('reads one window of the list', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: /^\/flows\/api\/ai-templates\?/ }).reply(200, { data: [ROW], total: 41, has_more: true });

  expect(await api.aiTemplates.list(WINDOW)).toEqual({ data: [ROW], total: 41, hasMore: true });
});

it('gets a ai template, and null for one that does not exist', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: `/flows/api/ai-templates/${ROW.uuid}` }).reply(200, ROW);
  upstream
    .intercept({ path: '/flows/api/ai-templates/nobody' })
    .reply(404, { error: { reason: 'not_found', message: 'Not found.' }, code: 404 });

  expect(await api.aiTemplates.get(ROW.uuid)).toEqual(ROW);
  expect(await api.aiTemplates.get('nobody')).toBeNull();
});
