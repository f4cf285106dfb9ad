import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { encodeBody } from './compression.ts';
import type { Env } from './env.ts';
import { type Asset, listAssets, loadAssets } from './graphiql/assets.ts';
import { GRAPHIQL_POLICY, MAP_PATH, MAP_POLICY, renderGraphiQL, renderMap } from './graphiql/page.ts';
import type { Refusal } from './refusals.ts';

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  // Prevents clickjacking, for browsers that do not read `frame-ancestors`.
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const FRONT_PAGE_POLICY =
  "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
/** A year, the longest that caches take seriously. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** What the gateway serves beside GraphQL and health: the page at `/`, GraphiQL, and the files that GraphiQL loads. */
export function createPages(env: Env) {
  let graphiql: ReturnType<typeof loadGraphiQL> | undefined;
  const load = () => {
    graphiql ??= loadGraphiQL(env);
    return graphiql;
  };
  return {
    /** Answers `/` or a file of GraphiQL; returns why it does not. */
    async answer(req: IncomingMessage, res: ServerResponse): Promise<Refusal | undefined> {
      const { method, url = '/' } = req;
      if (method !== 'GET' && method !== 'HEAD') {
        const message = 'This address takes GET. GraphQL is at /graphql.';
        return { status: 405, code: 'BAD_USER_INPUT', message, headers: { allow: 'GET, HEAD' } };
      }
      const [path = ''] = url.split('?');
      if (path === '/') return answerFrontPage(req, res);
      const { assets, map } = env.hasGraphiQL ? await load() : NOTHING;
      if (path === MAP_PATH && map !== '') {
        await send(req, res, map, { 'content-type': HTML, 'content-security-policy': MAP_POLICY });
        return undefined;
      }
      const asset = assets.get(path);
      if (asset === undefined) return { status: 404, code: 'NOT_FOUND', message: 'There is no such file.' };
      return answerAsset(req, res, asset);
    },
    async answerGraphiQL(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const { page } = await load();
      await send(req, res, page, { 'content-type': HTML, 'content-security-policy': GRAPHIQL_POLICY });
    },
  };
}

const NOTHING = { assets: new Map<string, Asset>(), map: '' };

async function loadGraphiQL(env: Env) {
  const assets = await loadAssets();
  return {
    page: renderGraphiQL(env, assets),
    map: renderMap(assets),
    assets: new Map(listAssets(assets).map((asset) => [asset.path, asset])),
  };
}

async function answerAsset(req: IncomingMessage, res: ServerResponse, asset: Asset): Promise<undefined> {
  const gzipped = await asset.gzipped();
  setHeaders(res, { 'content-type': asset.contentType, 'cache-control': FOR_GOOD, vary: 'Accept-Encoding' });
  if (new Negotiator(req).encodings(['gzip', 'identity'])[0] === 'gzip') {
    setHeaders(res, { 'content-encoding': 'gzip', 'content-length': gzipped.length });
    res.end(gzipped);
  } else if (req.method === 'HEAD') res.end();
  // Unpacked as it is read, so that a slow reader holds no copy. One that leaves ends it.
  else await pipeline(Readable.from([gzipped]), createGunzip(), res).catch(() => {});
}

/** Says what this is, to people and to `curl`. */
async function answerFrontPage(req: IncomingMessage, res: ServerResponse): Promise<undefined> {
  const isHtml = new Negotiator(req).mediaType(['text/plain', 'text/html']) === 'text/html';
  const headers = { 'content-type': isHtml ? HTML : TEXT, 'content-security-policy': FRONT_PAGE_POLICY };
  res.appendHeader('vary', 'Accept');
  await send(req, res, isHtml ? FRONT_PAGE : FRONT_TEXT, headers);
}

/** A page that is asked for again each time: it names the files of this version. */
async function send(
  req: IncomingMessage,
  res: ServerResponse,
  page: string,
  headers: Record<string, string>,
): Promise<void> {
  const { encoding, body, bytes } = await encodeBody(req.headers, res, page);
  setHeaders(res, { 'cache-control': 'no-cache', 'content-length': bytes, ...headers });
  if (encoding !== undefined) res.setHeader('content-encoding', encoding);
  res.end(body);
}

function setHeaders(res: ServerResponse, headers: Record<string, string | number>): void {
  for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...headers })) res.setHeader(name, value);
}

const FRONT_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>getsales-gateway</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <h1>getsales-gateway</h1>
    <p>A GraphQL gateway to <a href="https://getsales.io">GetSales.io</a>: leads, messages, automations and sender profiles as one typed graph.</p>
    <ul>
      <li><a href="/graphql">GraphQL</a>: programs send queries here. Where GraphiQL is on, browsers get it: write queries, and read what every field means.</li>
      <li>Health: <a href="/health/live">live</a>, <a href="/health/ready">ready</a></li>
      <li>Documentation: <code>README.md</code> and <code>docs/contract.md</code> in the gateway's repository</li>
    </ul>
  </body>
</html>
`;

const FRONT_TEXT = `getsales-gateway: a GraphQL gateway to GetSales.io

GraphQL        /graphql (POST or GET; a browser gets GraphiQL where it is on)
Health         /health/live, /health/ready
Documentation  README.md and docs/contract.md in the gateway's repository
`;
