import { readFileSync } from 'node:fs';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { z } from 'zod';

/** Which documents are known by an id, and whether others are executed. */
export interface TrustedDocuments {
  /** Text by id. */
  manifest: ReadonlyMap<string, string>;
  isOnly: boolean;
}

/** `{ "<id>": "<text>" }`, as Relay and graphql-codegen write it, or Apollo's list of operations. */
const manifestSchema = z.union([
  z
    .object({ operations: z.array(z.object({ id: z.string(), body: z.string() })) })
    .transform(({ operations }) => new Map(operations.map(({ id, body }) => [id, body]))),
  z.record(z.string(), z.string()).transform((texts) => new Map(Object.entries(texts))),
]);

/** A variable that holds the path of a manifest. */
export function manifestFile() {
  return z.string().transform((path, context) => {
    const manifest = manifestSchema.safeParse(toJson(path));
    if (manifest.success) return manifest.data;
    context.addIssue('expected the path of a JSON file { "<id>": "<text>" }');
    return z.NEVER;
  });
}

function toJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Puts the text in the place of its id; with `isOnly`, refuses every text that is not in the manifest. */
export function useTrustedDocuments({ manifest, isOnly }: TrustedDocuments): Plugin {
  const texts = new Set(manifest.values());
  return {
    onParams({ params, setParams }) {
      const id = documentIdOf(params);
      const text = params.query ?? (id === undefined ? undefined : manifest.get(id));
      if (params.query === undefined && text !== undefined) {
        // An id need not be the hash of its text, which automatic persisted queries would ask for.
        const { persistedQuery: _, ...extensions } = params.extensions ?? {};
        setParams({ ...params, query: text, extensions });
      }
      if (!isOnly || (text !== undefined && texts.has(text))) return;
      throw text === undefined
        ? refuse('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { http: { status: 200 } })
        : refuse('FORBIDDEN', 'Only trusted documents are executed here.', { http: { status: 403 } });
    },
  };
}

/** The id that a request gives instead of a text. */
function documentIdOf({ extensions }: GraphQLParams): string | undefined {
  const persisted: unknown = extensions?.['persistedQuery'];
  return typeof persisted === 'object' && persisted !== null && 'sha256Hash' in persisted
    ? String(persisted.sha256Hash)
    : undefined;
}
