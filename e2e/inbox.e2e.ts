/** The example of an inbox, in a browser. All tests share one gateway, sandbox and browser. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from './ask.ts';
import { findChromium, startBrowser } from './browser.ts';
import { freePort } from './free-port.ts';
import { findBarriers, INBOX_MAIN, openConversation, rows, startInbox } from './inbox.ts';
import { startProgram } from './program.ts';
import { addFault, advance, setDialect, upstreamRequests } from './sandbox-controls.ts';
import { bundle, type Stack, startStack } from './stack.ts';

const chromium = findChromium();
const SEND = 'POST /flows/api/messages';
const WAIT = { timeout: 20_000, interval: 200 };

interface Conversations {
  linkedinConversations: { nodes: { id: string; unreadCount: number; lastMessage: { text: string } }[] };
}

describe.skipIf(chromium === undefined)('the inbox', () => {
  const opened = new AsyncDisposableStack();
  let stack: Stack;
  let browser: Browser;
  let url: string;
  let complaints: string[] = [];

  beforeAll(async () => {
    const settings = { LIVE_POLL_MS: '500', UPSTREAM_REQUESTS_PER_MINUTE: '5000' };
    const world = { SANDBOX_ALIVE: 'true', SANDBOX_LEADS: '120', SANDBOX_MESSAGES: '1200' };
    stack = opened.use(await startStack(settings, bundle, world));
    await setDialect(stack.upstreamUrl, { requestsPerMinute: null });
    ({ url } = opened.use(await startInbox(stack.url)));
    browser = opened.use(await startBrowser(chromium ?? ''));
  });
  afterAll(() => opened.disposeAsync());

  async function open(
    options: BrowserContextOptions = {},
  ): Promise<AsyncDisposable & { context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    complaints = [];
    context.on('weberror', (error) => complaints.push(error.error().message));
    const page = await context.newPage();
    await page.goto(url);
    await rows(page).nth(10).waitFor();
    return { context, page, [Symbol.asyncDispose]: () => context.close() };
  }

  async function listed(): Promise<Conversations['linkedinConversations']['nodes']> {
    const query = '{ linkedinConversations(first: 300) { nodes { id unreadCount lastMessage { text } } } }';
    return (await ask<Conversations>(stack.url, query)).data.linkedinConversations.nodes;
  }

  const idsIn = (page: Page) =>
    rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-conversation') ?? ''));

  const sends = async () => (await upstreamRequests(stack.upstreamUrl)).filter((line) => line === SEND).length;

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has nothing that axe-core finds fault with, %s and %i wide', async (colorScheme, width) => {
    await using inbox = await open({ colorScheme, viewport: { width, height: 844 } });
    const { page } = inbox;
    expect(await findBarriers(page)).toEqual([]);
    await openConversation(page, 0);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('shows each conversation once when it is scrolled to the end while replies come', async () => {
    await using inbox = await open();
    const { page } = inbox;
    const more = page.getByRole('button', { name: /Show more|Loading/ });
    for (let round = 0; (await more.count()) > 0; round++) {
      if (round % 3 === 0) await advance(stack.upstreamUrl, 10_000);
      await more.scrollIntoViewIfNeeded().catch(() => {});
    }
    await vi.waitFor(async () => {
      const shown = await idsIn(page);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.toSorted()).toEqual((await listed()).map(({ id }) => id).toSorted());
    }, WAIT);
    expect(complaints).toEqual([]);
  });

  it('sends once at a double click, and shows the message at once and once', async () => {
    await using inbox = await open();
    const { context, page } = inbox;
    await openConversation(page, 1);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator('[data-message]').first().waitFor();
    const before = await sends();
    await addFault(stack.upstreamUrl, {
      kind: 'delay',
      ms: 400,
      method: 'POST',
      path: '/flows/api/messages',
      times: 1,
    });
    // Messages of a sender who is paused stay queued.
    const senders = page.getByLabel('Send as');
    const active = senders.getByRole('option', { includeHidden: true }).filter({ hasNotText: 'paused' });
    await senders.selectOption(await active.first().getAttribute('value'));
    await page.getByLabel('Your message').fill('Shown before it is stored');
    await page.getByRole('button', { name: 'Send', exact: true }).dblclick();
    const shown = page.locator('.bubble', { hasText: 'Shown before it is stored' });
    await page.locator('[data-draft]').waitFor();
    expect(await shown.count()).toBe(1);
    await page.locator('[data-message]', { hasText: 'Shown before it is stored' }).waitFor();
    await page.locator('[data-draft]').waitFor({ state: 'detached' });
    await shown.getByText('Queued').waitFor();
    await advance(stack.upstreamUrl, 20_000);
    await shown.getByText(/^(Sent|Read)$/).waitFor();
    expect(await shown.count()).toBe(1);
    // Another window hears of it.
    await other
      .locator('[data-message]', { hasText: 'Shown before it is stored' })
      .getByText(/^(Sent|Read)$/)
      .waitFor();
    expect(await sends()).toBe(before + 1);
  });

  it('says in plain words why a message was not sent, and sends it once when it is tried again', async () => {
    await using inbox = await open();
    const { page } = inbox;
    await openConversation(page, 2);
    await addFault(stack.upstreamUrl, {
      kind: 'status',
      status: 402,
      method: 'POST',
      path: '/flows/api/messages',
      times: 1,
    });
    await page.getByLabel('Your message').fill('Not covered at first');
    await page.getByLabel('Your message').press('Control+Enter');
    await page.getByText('Your GetSales plan does not include this.').waitFor();
    const before = await sends();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-message]', { hasText: 'Not covered at first' }).waitFor();
    expect(await page.locator('[data-draft]').count()).toBe(0);
    expect(await sends()).toBe(before + 1);
  });

  it('is used by keyboard alone: a search, a conversation, older messages, a reply', async () => {
    await using inbox = await open();
    const { page } = inbox;
    await openConversation(page, 0);
    const name = (await page.getByRole('main').getByRole('heading').textContent()) ?? '';
    await page.goto(url);
    await page.getByRole('searchbox').focus();
    await page.keyboard.type(name);
    await page.getByText(/\d+ found/).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('button', { name: 'First messages' }).press('Enter');
    await page.getByRole('button', { name: 'Newest messages' }).press('Enter');
    await page.getByLabel('Your message').focus();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-message]', { hasText: 'By keyboard' }).waitFor();
  });

  it('changes stage, list and tags', async () => {
    await using inbox = await open();
    const { page } = inbox;
    await openConversation(page, 3);
    const settled = () => page.locator('aside[aria-busy="false"]').waitFor();
    for (const label of ['Stage', 'List']) {
      const choice = page.getByLabel(label, { exact: true });
      const other = await choice.locator('option:not(:checked)').last().getAttribute('value');
      await choice.selectOption(other);
      await vi.waitFor(async () => expect(await choice.inputValue()).toBe(other), WAIT);
      await settled();
    }
    await page.getByLabel('New tag').fill('Inbox test');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Remove tag Inbox test' }).click();
    await page.getByRole('button', { name: 'Remove tag Inbox test' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('misses nothing that came while it was offline', async () => {
    await using inbox = await open();
    const { context, page } = inbox;
    const before = new Map((await listed()).map(({ id, lastMessage }) => [id, lastMessage.text]));
    await context.setOffline(true);
    for (let n = 0; n < 4; n++) await advance(stack.upstreamUrl, 10_000);
    const changed = (await listed()).filter(({ id, lastMessage }) => before.get(id) !== lastMessage.text);
    expect(changed.length).toBeGreaterThan(0);
    await context.setOffline(false);
    for (const { id, lastMessage } of changed) {
      await page.locator(`[data-conversation="${id}"]`, { hasText: lastMessage.text }).waitFor({ timeout: 20_000 });
    }
  });

  it('costs little more in ten windows than in one, and tells all of them of a reply', async () => {
    await using inbox = await open();
    const { context, page } = inbox;
    const askedFor = async () => (await upstreamRequests(stack.upstreamUrl)).length;
    const before = await askedFor();
    const pages = [page, ...(await Promise.all(Array.from({ length: 9 }, () => context.newPage())))];
    await Promise.all(pages.slice(1).map((each) => each.goto(url)));
    for (const each of pages) await rows(each).nth(10).waitFor();
    const known = new Map((await listed()).map(({ id, lastMessage }) => [id, lastMessage.text]));
    let reply: Conversations['linkedinConversations']['nodes'][number] | undefined;
    while (reply === undefined) {
      await advance(stack.upstreamUrl, 10_000);
      reply = (await listed()).find(({ id, lastMessage }) => known.get(id) !== lastMessage.text);
    }
    for (const each of pages) {
      await each.locator(`[data-conversation="${reply.id}"]`, { hasText: reply.lastMessage.text }).waitFor();
    }
    const asked = (await askedFor()) - before;
    // One window takes about 15, and each round of the live feed one.
    expect(asked).toBeLessThan(100);
  }, 120_000);
});

it('starts with the gateway and the sandbox by one command, and lets no page of another origin in', async () => {
  const [PORT, SANDBOX_PORT, INBOX_PORT] = await Promise.all([freePort(), freePort(), freePort()]);
  await using program = startProgram(INBOX_MAIN, { PORT, SANDBOX_PORT, INBOX_PORT });
  await program.printed(/GraphiQL/);
  const [, url = ''] = await program.printed(/Inbox +(\S+)/);
  const query = '{ linkedinConversations(first: 3) { nodes { id } } }';
  const askFrom = (origin: string) => ask<Conversations>(`${url}graphql`, query, {}, { origin });
  expect((await askFrom(new URL(url).origin)).data.linkedinConversations.nodes).toHaveLength(3);
  expect((await askFrom('https://elsewhere.example')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
