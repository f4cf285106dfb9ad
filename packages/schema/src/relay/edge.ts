import { toAnchor } from './anchor.ts';
import { toCursor } from './cursor.ts';
import type { Row } from './list-source.ts';
import type { Entry } from './read-page.ts';

/**
 * An edge of a connection. Its cursor is made where it is asked for. A class, as is `PageInfo`: a getter in an object literal is
 * known to the object's hidden class, and with it whole pages would live on until the next full garbage collection.
 */
export class Edge<T extends Row> {
  readonly node: T;
  readonly #entry: Entry<T>;
  readonly #fingerprint: () => string;

  constructor(entry: Entry<T>, fingerprint: () => string) {
    this.node = entry.item.row;
    this.#entry = entry;
    this.#fingerprint = fingerprint;
  }

  get cursor(): string {
    const { item, items, reader } = this.#entry;
    const { part, learned, source } = reader;
    const anchor = toAnchor(item, items, source.orderField);
    return toCursor({ anchor, part, nullsFirst: learned.nullsFirst }, this.#fingerprint());
  }
}

/** What lies around a page. */
export class PageInfo {
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
  readonly #edges: readonly { cursor: string }[];

  constructor(edges: readonly { cursor: string }[], hasPreviousPage: boolean, hasNextPage: boolean) {
    this.hasPreviousPage = hasPreviousPage;
    this.hasNextPage = hasNextPage;
    this.#edges = edges;
  }

  get startCursor(): string | null {
    return this.#edges.at(0)?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}
