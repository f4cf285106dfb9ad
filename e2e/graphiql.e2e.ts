import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findChromium, startBrowser } from './browser.ts';
import { clickTab, openGraphiQL, runTab, tabInFront, tabNames } from './graphiql.ts';
import { bundle, type Stack, startStack } from './stack.ts';

const TABS = ['Leads', 'Lead', 'Inbox', 'SendMessage', 'FindLead', 'Replies'];
const WIDE = { viewport: { width: 1440, height: 900 } };

interface Opened extends AsyncDisposable {
  stack: Stack;
  context: BrowserContext;
  page: Page;
  /** Where everything was asked for. */
  origins: Set<string>;
  /** What the browser complained of: errors, and what the page's policy forbids. */
  complaints: string[];
}

/** GraphiQL in a browser that has never seen it. */
async function open(
  chromium: string,
  settings: Record<string, string> = {},
  sandbox: Record<string, string> = {},
): Promise<Opened> {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(await startStack(settings, bundle, sandbox));
  const browser = opened.use(await startBrowser(chromium));
  const context = opened.use(await browser.newContext(WIDE));
  const [origins, complaints] = [new Set<string>(), Array.of<string>()];
  context.on('request', (request) => origins.add(new URL(request.url()).origin));
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  context.on('weberror', (error) => complaints.push(error.error().message));
  const page = await openGraphiQL(context, stack.url);
  const all = opened.move();
  return { stack, context, page, origins, complaints, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const ABSENT = 'Chromium is absent: apt-get install chromium';

it('opens each example tab at the first click and runs it, and asks no other origin for anything', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { page, stack, origins, complaints } = opened;
  expect(await tabNames(page)).toEqual(TABS);
  // The third first: a click on the tab in front would show nothing.
  for (const name of ['Inbox', 'Lead', 'SendMessage', 'FindLead', 'Leads']) {
    await clickTab(page, name);
    expect(await tabInFront(page)).toBe(name);
    const { data, errors } = JSON.parse(await runTab(page));
    expect(errors, name).toBeUndefined();
    for (const value of Object.values(data)) expect(value, name).not.toBeNull();
  }
  expect(origins).toEqual(new Set([new URL(stack.url).origin]));
  expect(complaints).toEqual([]);
});

it('shows a reply of the sandbox as it comes', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT), { LIVE_POLL_MS: '500' }, { SANDBOX_ALIVE: 'true' });
  const { page, complaints } = opened;
  await clickTab(page, 'Replies');
  expect(await tabInFront(page)).toBe('Replies');
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.getByLabel('Result Window').getByText('"messageReceived"').waitFor();
  expect(complaints).toEqual([]);
});

it('has the same tabs after a reload, untouched or edited', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { page } = opened;
  for (const name of ['Leads', 'FindLead', 'Inbox']) {
    await clickTab(page, name);
    // GraphiQL stores its tabs half a second later.
    await expect.poll(() => page.evaluate(storedInFront)).toBe(name);
    await page.reload();
    await page.getByRole('tab').first().waitFor();
    expect(await tabNames(page)).toEqual(TABS);
    expect(await tabInFront(page)).toBe(name);
    expect(JSON.parse(await runTab(page)).errors).toBeUndefined();
  }
});

it('opens the query of a link, and drags a tab to another place', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { page, stack } = opened;
  await page.goto(`${stack.url}?query=${encodeURIComponent('query Linked { leads(first: 1) { totalCount } }')}`);
  await page.getByRole('tab', { name: 'Linked' }).waitFor();
  expect(await tabInFront(page)).toBe('Linked');
  expect((await tabNames(page)).toSorted()).toEqual([...TABS, 'Linked'].toSorted());
  expect(JSON.parse(await runTab(page))).toMatchObject({ data: { leads: { totalCount: 300 } } });
  expect(new URL(page.url()).search).toBe('');

  const [from, to] = await Promise.all([0, 2].map((index) => page.getByRole('tab').nth(index).boundingBox()));
  if (!from || !to) throw new Error('There are no tabs.');
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width - 5, to.y + 10, { steps: 20 });
  await page.mouse.up();
  expect((await tabNames(page)).indexOf('Linked')).toBeGreaterThan(0);
});

it('takes the key once for all tabs, and keeps it in the browser only if asked', async ({ skip }) => {
  const settings = { AUTH_MODE: 'passthrough', GETSALES_API_KEY: '' };
  await using opened = await open(findChromium() ?? skip(ABSENT), settings);
  const { page, stack } = opened;
  const codeOf = async () => JSON.parse(await runTab(page)).errors?.[0]?.extensions.code;
  const key = () => page.getByLabel('GetSales API key');
  expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0);
  expect(await codeOf()).toBe('UNAUTHENTICATED');
  await key().fill(stack.apiKey);
  for (const name of ['Inbox', 'Leads']) {
    await clickTab(page, name);
    expect(await codeOf()).toBeUndefined();
  }
  expect(await page.evaluate(stored)).not.toContain(stack.apiKey);
  await page.reload();
  expect(await key().inputValue()).toBe('');

  await key().fill(stack.apiKey);
  await page.getByLabel('Keep it in this browser').check();
  await page.reload();
  expect(await key().inputValue()).toBe(stack.apiKey);
  expect(await codeOf()).toBeUndefined();
  await page.getByLabel('Keep it in this browser').uncheck();
  expect(await page.evaluate(stored)).not.toContain(stack.apiKey);
});

it('opens the examples of the guides, and says what each answer cost', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { page, complaints } = opened;
  const examples = page.getByLabel('Examples');
  const price = page.locator('#price');
  expect(await examples.locator('optgroup').count()).toBeGreaterThanOrEqual(3);
  await examples.selectOption({ label: 'Thread' });
  await expect.poll(() => tabInFront(page)).toBe('Thread');
  expect(JSON.parse(await runTab(page))).toMatchObject({ data: { lead: { name: expect.any(String) } } });
  await expect
    .poll(() => price.textContent())
    .toMatch(/^[1-9]\d* requests to GetSales · \d+ left in this minute · \d+ ms$/);
  expect((await tabNames(page)).slice(0, TABS.length)).toEqual(TABS);
  expect(complaints).toEqual([]);
});

it('clicks a query together, and lists last what only routers ask', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Add tab' }).or(page.locator('.graphiql-tab-add')).first().click();
  await page.getByRole('button', { name: /GraphiQL Explorer/ }).click();
  await page.locator('.graphiql-explorer-root').getByText('leadCount', { exact: true }).click();
  expect(JSON.parse(await runTab(page))).toEqual({ data: { leadCount: 300 } });

  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await page
    .getByRole('link', { name: 'Query', exact: true })
    .or(page.getByText('Query', { exact: true }))
    .first()
    .click();
  const fields = page.locator('.graphiql-doc-explorer-field-name');
  await fields.first().waitFor();
  expect((await fields.allTextContents()).slice(-2)).toEqual(['_entities', '_service']);
  expect(complaints).toEqual([]);
});

it('draws the schema as a map, without asking another origin for anything', async ({ skip }) => {
  await using opened = await open(findChromium() ?? skip(ABSENT));
  const { context, stack, origins, complaints } = opened;
  const map = await context.newPage();
  await map.goto(new URL('/graphiql/map', stack.url).href);
  await map.locator('svg g.node').first().waitFor();
  expect(await map.locator('svg g.node').count()).toBeGreaterThan(20);
  await map.getByText('LeadCompany', { exact: true }).first().click();
  expect(origins).toEqual(new Set([new URL(stack.url).origin]));
  expect(complaints).toEqual([]);
});

/** Both are sent to the browser as text, which knows more names than Node. */
const stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }])';
const storedInFront = `(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.title)(
  JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{"tabs":[]}'),
)`;
