/** Makes the README's pictures of GraphiQL and of the inbox, each over the sandbox: `docs/graphiql.png` and `docs/inbox.png`. */
import { fileURLToPath } from 'node:url';
import { findChromium, startBrowser } from './browser.ts';
import { openGraphiQL, runTab } from './graphiql.ts';
import { openConversation, rows, startInbox } from './inbox.ts';
import { bundle, startStack } from './stack.ts';

const chromium = findChromium();
if (chromium === undefined) throw new Error('Chromium is absent: apt-get install chromium');
await using stack = await startStack({ EXPLAIN_UPSTREAM: 'true' });
await using browser = await startBrowser(chromium);
await using context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await openGraphiQL(context, stack.url);
await runTab(page);
// The editors colour their text and fade their scroll bars a while later.
await page.waitForTimeout(3000);
await page.screenshot({ path: fileURLToPath(new URL('../docs/graphiql.png', import.meta.url)) });

// A world whose first rows can be shown without a font for emoji.
await using other = await startStack({}, bundle, { SANDBOX_SEED: '3' });
await using inbox = await startInbox(other.url);
const opened = await context.newPage();
await opened.goto(inbox.url);
await rows(opened).nth(10).waitFor();
await openConversation(opened, 0);
await opened.getByLabel('Your message').fill('Thank you, we look at it today and come back to you.');
await opened.getByRole('button', { name: 'Send', exact: true }).click();
await opened.getByText('Queued').waitFor();
await opened.screenshot({ path: fileURLToPath(new URL('../docs/inbox.png', import.meta.url)) });
