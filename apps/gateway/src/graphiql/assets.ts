import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SCRIPT, STYLE } from './browser.ts';

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
}

const compress = promisify(gzip);

/** Loads the bundled GraphiQL: nine megabytes of text, so with the first page and not at the start. */
export async function loadAssets(): Promise<Assets> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  return {
    style: createAsset('style', 'css', bundle.css + STYLE),
    graphiql: createAsset('graphiql', 'js', bundle.js),
    script: createAsset('page', 'js', SCRIPT),
    workers: {
      editorWorkerService: createAsset('editor-worker', 'js', bundle.editorWorkerService),
      json: createAsset('json-worker', 'js', bundle.jsonWorker),
      graphql: createAsset('graphql-worker', 'js', bundle.graphqlWorker),
    },
  };
}

export function listAssets({ style, graphiql, script, workers }: Assets): Asset[] {
  return [style, graphiql, script, ...Object.values(workers)];
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
