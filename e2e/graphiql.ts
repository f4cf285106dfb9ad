import type { BrowserContext, Page } from 'playwright-core';

/** Opens GraphiQL at `url` as somebody who has never been there. */
export async function openGraphiQL(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await executeButton(page).waitFor();
  return page;
}

/** Runs the tab in front, and gives what is visible of its answer. */
export async function runTab(page: Page): Promise<string> {
  await executeButton(page).click();
  const answer = page.getByLabel('Result Window').locator('.view-lines');
  await answer.getByText('"data"').waitFor();
  // The editor indents with spaces that do not break.
  return (await answer.allTextContents()).join('').replaceAll('\u00a0', ' ');
}

function executeButton(page: Page) {
  return page.getByRole('button', { name: /^Execute query/ });
}
