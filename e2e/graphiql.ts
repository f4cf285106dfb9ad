import type { BrowserContext, Page } from 'playwright-core';

const TITLE = /^[\w<>]+$/;

/** Opens GraphiQL at `url` as somebody who has never been there. */
export async function openGraphiQL(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await executeButton(page).waitFor();
  return page;
}

/** The names of the open tabs, from left to right. */
export function tabNames(page: Page): Promise<string[]> {
  return page.getByRole('tab').getByRole('button', { name: TITLE }).allInnerTexts();
}

/** The name of the tab in front. */
export function tabInFront(page: Page): Promise<string | null> {
  return page.getByRole('tab', { selected: true }).getByRole('button', { name: TITLE }).textContent();
}

/** Clicks once in the middle of where a tab is, as a hand does: it neither aims again nor tries again. */
export async function clickTab(page: Page, name: string): Promise<void> {
  const box = await page.getByRole('tab').getByRole('button', { name, exact: true }).boundingBox();
  if (box === null) throw new Error(`There is no tab ${name}.`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { delay: 60 });
}

/** Runs the tab in front, and gives its answer. */
export async function runTab(page: Page): Promise<string> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => isRun(answer.request().postData())),
    executeButton(page).click(),
  ]);
  const [text] = await Promise.all([response.text(), page.getByLabel('Result Window').getByText('"data"').waitFor()]);
  return text;
}

/** GraphiQL asks for the schema too. */
function isRun(body: string | null): boolean {
  return body?.includes('"query"') === true && !body.includes('IntrospectionQuery');
}

function executeButton(page: Page) {
  return page.getByRole('button', { name: /^Execute query/ });
}
