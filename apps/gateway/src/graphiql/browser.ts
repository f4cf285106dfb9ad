/** What the GraphiQL page needs beside the bundled GraphiQL: its style and its script, both sent as files of their own. */

/**
 * Fills the window with GraphiQL, below the bar with the key. GraphiQL animates a tab from where it stood before the layout last
 * moved, which takes it away from under the pointer and swallows the click: so no tab is ever shown elsewhere than where it is.
 */
export const STYLE = `
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; }
#root { flex: 1; min-height: 0; }
#root .graphiql-container { height: 100%; }
.graphiql-tab { transform: none !important; }
#bar, #key-bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: 0; }
#bar { padding: .5rem 1rem; font: 14px system-ui, sans-serif; background: Canvas; color: CanvasText;
  color-scheme: light dark; }
#bar select { max-width: 50vw; padding: .2rem; font: inherit; }
#price { margin-left: auto; font-variant-numeric: tabular-nums; }
#key-bar input[type='password'] { width: 22rem; max-width: 60vw; padding: .3rem; font: inherit; }
`;

/** Runs before GraphiQL: puts `monaco`, which is its editors, into the page, for the examples. */
export const PRELUDE = 'self.MonacoEnvironment = { globalAPI: true };\n';

/**
 * Runs in the browser, as plain JavaScript. It reads what the page says in `#settings`: `tabs`, `title`, `workers` and, where callers
 * bring a key, `keyHeader`.
 *
 * - The key is typed once for all tabs. It is kept in this browser only if its box is ticked.
 * - After a reload GraphiQL looks for the query it kept among its tabs and adds a tab where it finds none, so an unedited tab came
 *   back as an empty one beside it. The tab that was in front is what it is given to look for.
 * - GraphiQL knows a tab's operation a tenth of a second after the tab. Until then it names the last one's, which is left out here.
 * - A subscription comes as a stream of events, which ends when GraphiQL stops it.
 * - An example of a guide opens in a new tab. GraphiQL has no function for that: its button makes the tab, and the editors get the
 *   texts, as if they were typed.
 * - What the last answer cost stands in the bar, from its headers.
 * - A link may carry `?query=`. What is typed later stays out of the address, and so out of the browser's history.
 */
export const SCRIPT = `'use strict';
const settings = JSON.parse(document.getElementById('settings').textContent);

self.MonacoEnvironment = { ...self.MonacoEnvironment, getWorkerUrl: (_module, label) => settings.workers[label] };

function readTabs() {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
    return { tabs, active: tabs[activeTabIndex] };
  } catch {
    return { tabs: [], active: undefined };
  }
}

function keep(name, value) {
  if (value) localStorage.setItem(name, value);
  else localStorage.removeItem(name);
}

function useKey() {
  const bar = document.getElementById('key-bar');
  if (!bar) return () => ({});
  const [key, isKept] = [document.getElementById('key'), document.getElementById('is-key-kept')];
  key.value = localStorage.getItem('getsales:key') ?? '';
  isKept.checked = key.value !== '';
  bar.addEventListener('input', () => keep('getsales:key', isKept.checked && key.value));
  bar.addEventListener('submit', (event) => event.preventDefault());
  return () => {
    const value = key.value.trim().replace(/^Bearer +/i, '');
    if (value === '') return {};
    return { [settings.keyHeader]: settings.keyHeader === 'authorization' ? 'Bearer ' + value : value };
  };
}

const keyHeaders = useKey();

function fillExamples(select) {
  const groups = new Map();
  for (const [index, { guide, name }] of settings.examples.entries()) {
    if (!groups.has(guide)) groups.set(guide, select.appendChild(Object.assign(document.createElement('optgroup'), { label: guide })));
    groups.get(guide).append(new Option(name, index));
  }
  select.addEventListener('change', () => {
    const example = settings.examples[select.value];
    select.value = '';
    if (example) void openTab(example);
  });
}

async function openTab({ query, variables }) {
  const before = document.querySelectorAll('[role=tab]').length;
  document.querySelector('.graphiql-tab-add').click();
  for (let frame = 0; frame < 60 && document.querySelectorAll('[role=tab]').length === before; frame++) {
    await new Promise(requestAnimationFrame);
  }
  const write = (name, text) => monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(name))?.setValue(text);
  write('variables.json', variables);
  write('operation.graphql', query);
}

function tellPrice(response, ms) {
  const header = (name) => response.headers.get(name);
  const requests = Number(header('x-upstream-requests') ?? 0);
  const left = header('x-upstream-remaining');
  document.getElementById('price').value = [
    requests + (requests === 1 ? ' request' : ' requests') + ' to GetSales',
    ...(left === null ? [] : [left + ' left in this minute']),
    ...(header('x-upstream-stale') === '1' ? ['partly kept from before'] : []),
    ms + ' ms',
  ].join(' · ');
}

async function run({ query, variables, operationName }, { headers } = {}) {
  const isNamed = operationName != null && new RegExp('\\\\b' + operationName + '\\\\b').test(query);
  const startedAt = performance.now();
  const response = await fetch(location.pathname, {
    method: 'POST',
    headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...keyHeaders(), ...headers },
    body: JSON.stringify({ query, variables, ...(isNamed && { operationName }) }),
  });
  if (operationName !== 'IntrospectionQuery') tellPrice(response, Math.round(performance.now() - startedAt));
  return /event-stream/.test(response.headers.get('content-type')) ? follow(response.body) : response.json();
}

function follow(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const events = read(reader);
  const end = events.return.bind(events);
  events.return = (value) => {
    void reader.cancel();
    return end(value);
  };
  return events;
}

async function* read(reader) {
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (text + value).split('\\n');
    text = lines.pop();
    for (const line of lines) if (/^data: ./.test(line)) yield JSON.parse(line.slice(6));
  }
}

const { tabs, active } = readTabs();
const linked = new URLSearchParams(location.search).get('query');
const front = linked === null ? active : tabs.find(({ query }) => query === linked);
keep('graphiql:query', linked ?? front?.query);
keep('graphiql:variables', front?.variables);
if (linked !== null) history.replaceState(null, '', location.pathname);

fillExamples(document.getElementById('examples'));

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  title: settings.title,
  defaultTabs: linked === null ? settings.tabs : [{ ...settings.tabs[0], query: linked }, ...settings.tabs],
  defaultHeaders: settings.tabs[0].headers,
  fetcher: run,
  shouldPersistHeaders: false,
  onEditQuery: () => {},
});
`;

/** Draws the map. The schema is asked for without a key, as introspection needs none. */
export const MAP_SCRIPT = `'use strict';
async function introspect() {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ query: GraphQLVoyager.voyagerIntrospectionQuery, operationName: 'IntrospectionQuery' }),
  });
  return response.json();
}

GraphQLVoyager.renderVoyager(document.getElementById('root'), {
  introspection: introspect(),
  displayOptions: { skipRelay: true, sortByAlphabet: true },
});
`;
