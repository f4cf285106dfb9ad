import type { Env } from '../env.ts';
import type { Assets } from './assets.ts';
import { createExampleTabs, listExamples } from './examples.ts';

const TITLE = 'GetSales GraphQL';

/**
 * What the page may load and run: scripts and workers from here alone, none written into the page. GraphiQL's editors write their
 * styles into the page as they go and bring their fonts as `data:`, so styles may be inline.
 */
export const GRAPHIQL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The GraphiQL page. It loads everything from this gateway, so it needs no internet. */
export function renderGraphiQL(env: Env, { style, graphiql, script, workers, guides }: Assets): string {
  const settings = {
    examples: listExamples(env, guides),
    title: TITLE,
    tabs: createExampleTabs(env),
    workers: Object.fromEntries(Object.entries(workers).map(([label, { path }]) => [label, path])),
    ...(env.auth.mode === 'passthrough' && { keyHeader: env.auth.keyHeader }),
  };
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${TITLE}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style.path}">
    <script type="application/json" id="settings">${toInlineJson(settings)}</script>
    <script src="${graphiql.path}" defer></script>
    <script src="${script.path}" defer></script>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <header id="bar">${env.auth.mode === 'passthrough' ? KEY_BAR : ''}
      <label>Examples <select id="examples"><option value="">From the guides…</option></select></label>
      <a href="${MAP_PATH}" target="_blank" rel="noopener">Schema map</a>
      <output id="price" aria-live="polite"></output>
    </header>
    <div id="root"></div>
  </body>
</html>
`;
}

const KEY_BAR = `
      <form id="key-bar">
        <label>GetSales API key <input id="key" type="password" autocomplete="off" spellcheck="false"></label>
        <label><input id="is-key-kept" type="checkbox"> Keep it in this browser</label>
      </form>`;

/** Where the map of the schema is. */
export const MAP_PATH = '/graphiql/map';

/** The map is laid out by WebAssembly, in a worker that voyager carries in its own text. */
export const MAP_POLICY = GRAPHIQL_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'").replace(
  "worker-src 'self'",
  'worker-src blob:',
);

/** The page with the map of the schema, which it asks this gateway for. */
export function renderMap({ map: { style, voyager, script } }: Assets): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Schema map</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style.path}">
    <script src="${voyager.path}" defer></script>
    <script src="${script.path}" defer></script>
  </head>
  <body>
    <noscript>The map needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
}

/** JSON that no browser takes for the end of its element. */
function toInlineJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
