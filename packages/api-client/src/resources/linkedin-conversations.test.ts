import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../../test/mock-upstream.ts';

const ROW = { uuid: '0f1e2d3c-0000-4000-8000-000000000001' };

it('reads one window of the list', async () => {
  const { api, upstream } = mockUpstream();
  upstream
    .intercept({ path: /^\/flows\/api\/linkedin-conversations\?/ })
    .reply(200, { data: [ROW], total: 41, has_more: true });

  expect(await api.linkedinConversations.list(WINDOW)).toEqual({ data: [ROW], total: 41, hasMore: true });
});
