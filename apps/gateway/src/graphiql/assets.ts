import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MAP_SCRIPT, PRELUDE, SCRIPT, STYLE } from './browser.ts';
import { readEmbedded } from './embedded.ts';

/** A file that a page loads. Its name changes with its text, so browsers may keep it for good. */
export interface Asset {
  /** Such as `/graphiql/graphiql-3f2a….js`. */
  path: string;
  contentType: string;
  /** The text, compressed once: one buffer for all connections. */
  gzipped(): Promise<Buffer>;
}

/** Everything that GraphiQL is made of, and where each part is found. */
export interface Assets {
  style: Asset;
  graphiql: Asset;
  script: Asset;
  /** The worker of each editor, by the name that GraphiQL asks for. */
  workers: { editorWorkerService: Asset; json: Asset; graphql: Asset };
  /** The page with the schema map. */
  map: { style: Asset; voyager: Asset; script: Asset };
  /** The guides, by the names of their files. */
  guides: Record<string, string>;
}

const compress = promisify(gzip);

/** Loads the bundled GraphiQL: nine megabytes of text, so with the first page and not at the start. */
export async function loadAssets(): Promise<Assets> {
  const [bundle, { voyager, guides }] = await Promise.all([
    import('@graphql-yoga/render-graphiql/graphiql'),
    readEmbedded(),
  ]);
  return {
    style: createAsset('style', 'css', bundle.css + STYLE),
    graphiql: createAsset('graphiql', 'js', PRELUDE + bundle.js),
    script: createAsset('page', 'js', SCRIPT),
    workers: {
      editorWorkerService: createAsset('editor-worker', 'js', bundle.editorWorkerService),
      json: createAsset('json-worker', 'js', bundle.jsonWorker),
      graphql: createAsset('graphql-worker', 'js', bundle.graphqlWorker),
    },
    map: {
      style: createAsset('map-style', 'css', voyager.style),
      voyager: createAsset('voyager', 'js', voyager.script),
      script: createAsset('map', 'js', MAP_SCRIPT),
    },
    guides,
  };
}

export function listAssets({ style, graphiql, script, workers, map }: Assets): Asset[] {
  return [style, graphiql, script, ...Object.values(workers), ...Object.values(map)];
}

function createAsset(name: string, kind: 'css' | 'js', text: string): Asset {
  let gzipped: Promise<Buffer> | undefined;
  return {
    path: `/graphiql/${name}-${hash('sha256', text).slice(0, 16)}.${kind}`,
    contentType: kind === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    gzipped() {
      gzipped ??= compress(text);
      return gzipped;
    },
  };
}
