import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from './answers.ts';
import { createTemplate, FIRST_WORLD, fromText } from './world.ts';

/** Larger than the number of request kinds. Beyond it, requests differ in a way that no template covers. */
const MAX_WRITTEN = 200;

interface Written {
  operation: string;
  say: (world: string) => string;
  count: number;
}

/** Keyed by the request as the first world words it. */
const written = new Map<string, Written>();

/** How long each answer takes, in ms. */
const DELAY_MS = Number(process.env['DELAY_MS'] ?? 0);

/** An upstream that answers at once, or after `DELAY_MS`, from prepared answers. `GET /counts` returns how often each operation was asked. */
createServer(async (req, res) => {
  const { method = '', url = '' } = req;
  if (url === '/counts') return res.end(JSON.stringify(countByOperation()));
  const body = method === 'GET' ? '' : await text(req);
  const world = fromText(url + body);
  const entry = find(method, url.replaceAll(world, FIRST_WORLD), body.replaceAll(world, FIRST_WORLD));
  if (entry === undefined) return res.writeHead(500).end();
  entry.count++;
  const said = entry.say(world);
  if (DELAY_MS > 0) await delay(DELAY_MS);
  return res.writeHead(200, { 'content-type': 'application/json', 'content-length': said.length }).end(said, 'latin1');
}).listen(Number(process.env['PORT']), '127.0.0.1');

function find(method: string, url: string, body: string): Written | undefined {
  const request = `${method} ${url} ${body}`;
  return written.get(request) ?? write(request, method, url, body);
}

function write(request: string, method: string, url: string, body: string): Written | undefined {
  const { pathname, searchParams } = new URL(url, 'http://stub');
  const made = answer({ method, path: pathname, query: searchParams, body: body && JSON.parse(body) });
  if (made === undefined || written.size === MAX_WRITTEN) return undefined;
  const entry = { operation: made.operation, say: createTemplate(JSON.stringify(made.body)), count: 0 };
  written.set(request, entry);
  return entry;
}

function countByOperation(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, count } of written.values()) counts[operation] = (counts[operation] ?? 0) + count;
  return counts;
}
