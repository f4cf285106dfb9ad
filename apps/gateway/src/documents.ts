import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { refuse } from '@getsales-gateway/schema';
import {
  type ASTVisitor,
  type DocumentNode,
  type GraphQLError,
  Kind,
  Lexer,
  type ParseOptions,
  parse,
  Source,
  TokenKind,
  type ValidationContext,
  visit,
} from 'graphql';
import type { Plugin, YogaServerOptions } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Env } from './env.ts';

/** How deep brackets may nest. The parser and the validation rules are recursive: about 1,900 levels overflow the stack. */
export const MAX_NESTING = 200;

const MAX_DOCUMENTS = 1024;
/** About 50 MB of syntax trees. */
const MAX_KEPT_TOKENS = 100_000;
/** So many characters of text, white space included, take as much memory as one token. */
const CHARACTERS_PER_TOKEN = 250;

const OPENING = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Fields whose answer is all of the schema: hundreds of kB, for which nobody needs a key. */
const WHOLE_SCHEMA = new Set(['__schema', '_service', 'sdl']);
/** Two of them are in `{ _service { sdl } }`. */
const MAX_WHOLE_SCHEMA = 4;

type DocumentCache = Exclude<YogaServerOptions<object, object>['parserAndValidationCache'], boolean | undefined>;

/**
 * Refuses documents that cost too much, before they are executed. The checks are linear in the document's tokens: they visit each
 * fragment once, and graphql-js bounds how many fields it compares. The depth limit does not apply to introspection.
 */
export function useDocumentLimits({ depth, aliases, tokens }: Env['limits']): Plugin {
  return {
    onPluginInit({ addPlugin }) {
      const nestLess = rejection('Nest less, or ask for the rest by `node(id:)`.');
      addPlugin(maxDepthPlugin({ n: depth, flattenFragments: true, ...nestLess }));
      addPlugin(maxAliasesPlugin({ n: aliases, ...rejection('Use fewer aliases, or several requests.') }));
    },
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseWithin(tokens, source, options));
    },
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      addValidationRule(limitWholeSchema);
      setValidationFn((...args) => explainAborted(() => validateFn(...args)));
    },
  };
}

/** Parses a document. Throws for more than `maxTokens` tokens, brackets deeper than `MAX_NESTING`, and infinite numbers. */
function parseWithin(maxTokens: number, text: string | Source, options?: ParseOptions): DocumentNode {
  const source = typeof text === 'string' ? new Source(text) : text;
  checkTokens(source, maxTokens);
  const document = parse(source, options);
  const refuseInfinity = ({ value }: { value: string }) => {
    if (!Number.isFinite(Number(value))) throw refuse('BAD_USER_INPUT', 'A number in the document is too large.');
  };
  visit(document, { [Kind.FLOAT]: refuseInfinity, [Kind.INT]: refuseInfinity });
  return document;
}

function checkTokens(source: Source, maxTokens: number): void {
  const lexer = new Lexer(source);
  let nesting = 0;
  for (let tokens = 1; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    if (tokens > maxTokens) {
      throw refuse(
        'QUERY_TOO_EXPENSIVE',
        `Token limit of ${maxTokens} exceeded. Move values into variables, or use several requests.`,
      );
    }
    if (OPENING.has(lexer.token.kind)) nesting += 1;
    if (CLOSING.has(lexer.token.kind)) nesting -= 1;
    if (nesting > MAX_NESTING) throw refuse('BAD_USER_INPUT', `Brackets nest more than ${MAX_NESTING} deep.`);
  }
}

/** Under aliases and from many callers at once, such answers would fill the memory. */
function limitWholeSchema(context: ValidationContext): ASTVisitor {
  let found = 0;
  return {
    [Kind.FIELD]({ name }) {
      if (!WHOLE_SCHEMA.has(name.value)) return;
      found += 1;
      if (found !== MAX_WHOLE_SCHEMA + 1) return;
      const message = `The schema is asked for more than ${MAX_WHOLE_SCHEMA / 2} times. Ask for it once.`;
      context.reportError(refuse('QUERY_TOO_EXPENSIVE', message));
    },
  };
}

/** graphql-js gives up on documents that take too many comparisons, and overflows the stack on some cycles of fragments. */
function explainAborted(validate: () => readonly GraphQLError[]): readonly GraphQLError[] {
  const refused = refuse(
    'QUERY_TOO_EXPENSIVE',
    'The document selects the same fields too often, or its fragments nest too deep. Use fewer fragments.',
  );
  try {
    return validate().map((error) => (error.message === 'Validation aborted.' ? refused : error));
  } catch (error) {
    if (error instanceof RangeError) return [refused];
    throw error;
  }
}

/** The plugin's message names the cost and the limit. It is reported, not thrown, so that Yoga caches it with the document. */
function rejection(wayOut: string) {
  return {
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, { message }: GraphQLError) =>
        context?.reportError(refuse('QUERY_TOO_EXPENSIVE', `${message.replace('Syntax Error: ', '')} ${wayOut}`)),
    ],
  };
}

/** Caches parsed documents by size. Yoga's own cache limits their number, and 1,000 of the largest would take gigabytes. */
export function createDocumentCache(): DocumentCache {
  return {
    documentCache: new LRUCache<string, DocumentNode>({
      max: MAX_DOCUMENTS,
      maxSize: MAX_KEPT_TOKENS,
      sizeCalculation: (document, source) => tokensIn(document) + Math.floor(source.length / CHARACTERS_PER_TOKEN),
    }),
    // Parse errors are not cached: parsing up to the fault again is cheap, and keeping them is not.
    errorCache: { get: () => undefined, set: () => undefined },
  };
}

/** Each token takes about 0.5 kB of syntax tree. */
function tokensIn({ loc }: DocumentNode): number {
  let tokens = 1;
  for (let token = loc?.startToken.next; token; token = token.next) tokens++;
  return tokens;
}
