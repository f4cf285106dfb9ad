import { toAnchor } from './anchor.ts';
import { toCursor } from './cursor.ts';
import type { Row } from './list-source.ts';
import type { Entry } from './read-page.ts';

/** An edge of a connection. Its cursor is made where it is asked for: a class, since 500 getters of their own are dear. */
export class Edge<T extends Row> {
  readonly node: T;
  readonly #entry: Entry<T>;
  readonly #fingerprint: string;

  constructor(entry: Entry<T>, fingerprint: string) {
    this.node = entry.item.row;
    this.#entry = entry;
    this.#fingerprint = fingerprint;
  }

  get cursor(): string {
    const { item, items, reader } = this.#entry;
    const { part, learned, source } = reader;
    const anchor = toAnchor(item, items, source.orderField);
    return toCursor({ anchor, part, nullsFirst: learned.nullsFirst }, this.#fingerprint);
  }
}
