import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startUpstream, type TestUpstream } from './upstream.ts';

const README = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** Every curl command of the README, its lines joined. */
const commands = [...README.matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
  .filter((line) => line.startsWith('curl '));

interface Request {
  method: string;
  url: URL;
  headers: Headers;
  body?: string;
}

/** Reads the options of curl that the README uses, as curl does. */
function fromCurl(command: string): Request {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare).slice(1);
  const headers = new Headers();
  const data: string[] = [];
  let [method, target, isQuery] = ['', '', false];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-X') method = words.shift() ?? '';
    else if (word === '-G') isQuery = true;
    else if (word === '-d') data.push(words.shift() ?? '');
    else if (word === '-H') headers.append(...split(words.shift() ?? '', ': '));
    else if (word === '--data-urlencode')
      data.push(
        split(words.shift() ?? '', '=')
          .map(encodeURIComponent)
          .join('='),
      );
    else if (word.startsWith('http')) target = word;
    else throw new Error(`This test does not know ${word} of: ${command}`);
  }
  const url = new URL(target);
  if (isQuery) url.search = data.join('&');
  if (isQuery || data.length === 0) return { method: method || 'GET', url, headers };
  return { method: method || 'POST', url, headers, body: data.join('&') };
}

function split(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return [text.slice(0, index), text.slice(index + at.length)];
}

async function run(sandbox: TestUpstream, command: string) {
  const { url, ...request } = fromCurl(command);
  expect(url.origin).toBe('http://127.0.0.1:4010');
  const response = await fetch(sandbox.url + url.pathname + url.search, request);
  const text = await response.text();
  expect(response.status, `${command}\n${text}`).toBeLessThan(300);
  return text;
}

it('runs every curl line of the README, one after another as a reader does', async () => {
  await using sandbox = await startUpstream();
  for (const command of commands) await run(sandbox, command);
  expect(commands.length).toBeGreaterThan(15);
});

it('has a line for every request of the quick start, and they do what they say', async () => {
  const asked = commands.map((command) => {
    const { method, url } = fromCurl(command);
    return `${method} ${url.pathname}`;
  });
  expect(asked).toEqual(
    expect.arrayContaining([
      'POST /leads/api/leads/upsert',
      'POST /leads/api/leads',
      'GET /flows/api/linkedin-messages',
      'POST /flows/api/messages',
    ]),
  );

  await using sandbox = await startUpstream();
  const answers: string[] = [];
  for (const command of commands.slice(0, 4)) answers.push(await run(sandbox, command));
  const [robin, many, thread, queued] = answers.map((text) => JSON.parse(text));
  expect(robin).toMatchObject({ lead: { linkedin: 'robin-sample', name: 'Robin Sample' } });
  expect(many).toMatchObject([{ uuid: robin.lead.uuid }, { work_email: 'kim@example.com' }]);
  expect(thread.data).toHaveLength(10);
  expect(queued).toMatchObject({ status: 'new', text: 'Thanks for connecting!' });
});
