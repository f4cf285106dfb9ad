import { hash } from 'node:crypto';
import { refuse } from '@getsales-gateway/schema';
import { useAPQ } from '@graphql-yoga/plugin-apq';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

/** Characters of all texts that are kept. */
const MAX_KEPT = 8_388_608;

/**
 * Automatic persisted queries: a text that came once with its hash is found by the hash alone. Unknown hashes are answered with
 * 200, as clients expect that then send the text.
 */
export function usePersistedQueries(): Plugin {
  const store = new LRUCache<string, string>({ maxSize: MAX_KEPT, sizeCalculation: (text) => text.length });
  return {
    onPluginInit({ addPlugin }) {
      addPlugin(
        useAPQ({
          store: { get: (key) => store.get(key), set: (key, text) => store.set(key, text) },
          hash: (text) => hash('sha256', text),
          responseConfig: { forceStatusCodeOk: true },
        }),
      );
      addPlugin({ onParams: ({ params }) => requireText(params.query) });
    },
  };
}

/** Reached without a text only by hashes of another version than the one that there is. */
function requireText(query: string | undefined): void {
  if (query !== undefined) return;
  throw refuse('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', { http: { status: 200 } });
}
