/** Makes the README's picture, `docs/graphiql.png`, of GraphiQL over the sandbox. */
import { fileURLToPath } from 'node:url';
import { findChromium, startBrowser } from './browser.ts';
import { openGraphiQL, runTab } from './graphiql.ts';
import { startStack } from './stack.ts';

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
