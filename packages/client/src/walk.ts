import type { Client, RequestOptions, Rest } from './client.ts';
import { type TypedDocument, toOperation } from './document.ts';
import { type AnswerError, GatewayError } from './errors.ts';

export interface WalkOptions extends RequestOptions {
  /**
   * Is told of errors beside the rows of a page, such as a value that cannot be read; the walk then goes on, and the field is null.
   * Without it the walk ends with a `GatewayError`.
   */
  onErrors?: ((errors: readonly AnswerError[]) => void) | undefined;
}

/** The rows of a list, page after page. */
export interface Walk<Node> extends AsyncIterable<Node> {
  /**
   * Where the walk stands, to go on from later: as `after` (`before` where it walks backward). It is the cursor of the last row where
   * `edges { cursor }` is selected, else that of the last page whose rows have all been taken.
   */
  readonly cursor: string | undefined;
}

interface Connection {
  nodes?: readonly unknown[] | null;
  edges?: readonly ({ cursor?: string; node?: unknown } | null)[] | null;
  pageInfo: {
    hasNextPage?: boolean;
    endCursor?: string | null;
    hasPreviousPage?: boolean;
    startCursor?: string | null;
  };
}

/** The connections in the data of a document: those that select `pageInfo`. */
type ConnectionIn<Data> = Data extends readonly unknown[]
  ? never
  : Data extends { pageInfo: object }
    ? Data
    : Data extends object
      ? { [Field in keyof Data]: ConnectionIn<NonNullable<Data[Field]>> }[keyof Data]
      : never;

type RowOf<Listed> = Listed extends { nodes: infer Nodes }
  ? ItemOf<Nodes>
  : Listed extends { edges: infer Edges }
    ? ItemOf<Edges> extends { node: infer Node }
      ? NonNullable<Node>
      : never
    : never;

type ItemOf<List> = NonNullable<List> extends readonly (infer Item)[] ? NonNullable<Item> : never;

/** The type of the rows that a document's connection has. */
export type NodeIn<Data> = RowOf<ConnectionIn<Data>>;

/**
 * Walks the connection of a document, the first that selects `pageInfo`: every row once, in order, although the list changes. The
 * document declares `$after` and gives it to that connection; or `$before`, with `last`, to walk from the new end backward.
 */
export function walk<Data, Variables extends { after?: string | null } | { before?: string | null }>(
  client: Client,
  document: TypedDocument<Data, Variables>,
  ...[variables, options = {}]: Rest<Variables, WalkOptions>
): Walk<NodeIn<Data>> {
  const operation = toOperation(document);
  const isBackward = !/\$after\b/.test(operation.text);
  const edge = isBackward ? 'before' : 'after';
  const given: { after?: string | null; before?: string | null } = variables ?? {};
  let cursor = given[edge] ?? undefined;

  async function* rows(): AsyncGenerator<NodeIn<Data>> {
    for (let isMore = true; isMore; ) {
      const answer = await client.execute(operation, { ...variables, [edge]: cursor }, options);
      const page = connectionIn(answer.data);
      const [first] = answer.errors ?? [];
      if (first !== undefined) {
        if (page === undefined || options.onErrors === undefined) throw new GatewayError(first, answer);
        options.onErrors(answer.errors ?? []);
      }
      if (page === undefined) return;
      for (const row of isBackward ? rowsOf(page).reverse() : rowsOf(page)) {
        cursor = row.cursor ?? cursor;
        if (isNode<NodeIn<Data>>(row.node)) yield row.node;
      }
      const next = isBackward ? page.pageInfo.startCursor : page.pageInfo.endCursor;
      isMore = (isBackward ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage) === true;
      if (isMore && typeof next !== 'string') throw new TypeError(`Select pageInfo { ${PAGE_INFO[edge]} }.`);
      cursor = next ?? cursor;
    }
  }

  return {
    get cursor() {
      return cursor;
    },
    [Symbol.asyncIterator]: rows,
  };
}

const PAGE_INFO = { after: 'hasNextPage endCursor', before: 'hasPreviousPage startCursor' };

/** The outermost connection in an answer. */
function connectionIn(data: unknown): Connection | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  if (isConnection(data)) return data;
  for (const value of Object.values(data)) {
    const found = connectionIn(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isConnection(value: object): value is Connection {
  return 'pageInfo' in value && typeof value.pageInfo === 'object' && value.pageInfo !== null;
}

/** Every row of a page, with its cursor where the document asks for it. */
function rowsOf({ edges, nodes }: Connection): { node?: unknown; cursor?: string | undefined }[] {
  if (!nodes) return (edges ?? []).flatMap((each) => each ?? []);
  return nodes.map((node, place) => ({ node, cursor: edges?.[place]?.cursor }));
}

function isNode<Node>(node: unknown): node is Node {
  return node !== null && node !== undefined;
}
