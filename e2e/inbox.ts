import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { freePort } from './free-port.ts';
import { startProgram } from './program.ts';

/** What `pnpm start:inbox` runs. */
export const INBOX_MAIN = fileURLToPath(new URL('../examples/inbox/main.ts', import.meta.url));

/** The inbox before the gateway at `gatewayUrl`, built and served. */
export async function startInbox(gatewayUrl: string): Promise<AsyncDisposable & { url: string }> {
  await using started = new AsyncDisposableStack();
  const env = { GETSALES_GRAPHQL_URL: gatewayUrl, INBOX_PORT: await freePort() };
  const program = started.use(startProgram(INBOX_MAIN, env));
  const [, url = ''] = await program.printed(/Inbox +(\S+)/);
  const running = started.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The conversations that a page lists, from the top. */
export function rows(page: Page) {
  return page.locator('[data-conversation]');
}

/** Opens the conversation at this place of the list, with its messages. */
export async function openConversation(page: Page, place: number): Promise<void> {
  await rows(page).nth(place).getByRole('link').click();
  await page.locator('[data-message]').first().waitFor();
}

/** What the page says of itself as nobody should find it, by axe-core's rules. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations }: { violations: { id: string; nodes: { html: string }[] }[] } = await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
