import type { DocumentNode } from 'graphql';
import type { YogaServerOptions } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

const MAX_DOCUMENTS = 1024;
/** Some 50 MB of syntax trees. */
const MAX_TOKENS = 100_000;
/** So many characters, which may well be white space, take the room of a token. */
const CHARACTERS_PER_TOKEN = 250;

type DocumentCache = Exclude<YogaServerOptions<object, object>['parserAndValidationCache'], boolean | undefined>;

/** Keeps parsed documents by size. Yoga's own cache counts them, and a thousand of the largest that are let in are gigabytes. */
export function createDocumentCache(): DocumentCache {
  return {
    documentCache: new LRUCache<string, DocumentNode>({
      max: MAX_DOCUMENTS,
      maxSize: MAX_TOKENS,
      sizeCalculation: (document, source) => tokensIn(document) + Math.floor(source.length / CHARACTERS_PER_TOKEN),
    }),
    // A document that is none is read up to its fault again, which is cheap, and not kept, which would not be.
    errorCache: { get: () => undefined, set: () => undefined },
  };
}

/** Each token is some 0.5 kB of syntax tree. */
function tokensIn({ loc }: DocumentNode): number {
  let tokens = 1;
  for (let token = loc?.startToken.next; token; token = token.next) tokens++;
  return tokens;
}
