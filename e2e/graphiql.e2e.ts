import { expect, it } from 'vitest';
import { findChromium, startBrowser } from './browser.ts';
import { openGraphiQL, runTab } from './graphiql.ts';
import { startStack } from './stack.ts';

it('shows GraphiQL with example tabs, of which the first runs, and asks no other origin for anything', async ({
  skip,
}) => {
  const chromium = findChromium() ?? skip('Chromium is absent: apt-get install chromium');
  await using stack = await startStack();
  await using browser = await startBrowser(chromium);
  await using context = await browser.newContext();
  const { origin } = new URL(stack.url);
  const requested: string[] = [];
  context.on('request', (request) => requested.push(new URL(request.url()).origin));

  const page = await openGraphiQL(context, stack.url);
  expect(await page.getByRole('tab').getByRole('button', { name: /^\w+$/ }).allInnerTexts()).toEqual([
    'Leads',
    'Lead',
    'Inbox',
    'SendMessage',
    'FindLead',
  ]);
  const answer = await runTab(page);
  expect(answer).toContain('"totalCount": 300');
  expect(answer).toMatch(/"name": "\w+/);
  expect(answer).toMatch(/"sentAt": "\d+/);
  expect(new Set(requested)).toEqual(new Set([origin]));
});
