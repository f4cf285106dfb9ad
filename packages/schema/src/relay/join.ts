import { type Mark, toEdge } from './anchor.ts';
import type { Row } from './list-source.ts';
import { place } from './place.ts';
import type { Reader } from './reader.ts';
import { graft, type Run, type Walk } from './run.ts';

/** The run continued by what was read beyond its edge; undefined where the two cannot be told to join. */
export function join<T extends Row>(reader: Reader<T>, run: Run<T>, next: Run<T>, walk: Walk): Run<T> | undefined {
  const edge = toEdge(run, walk, reader.source.orderField);
  if (edge === undefined || isAmbiguous(reader, edge, next)) return undefined;
  const verdict = place(next, edge, walk, (anchor) => reader.sideOf(anchor, walk));
  return 'gap' in verdict && !verdict.isLost ? graft(run, next, verdict.gap, walk) : undefined;
}

/** Whether the mark's side depends on where the nulls stand, which no answer has shown yet. */
export function isAmbiguous<T extends Row>({ learned }: Reader<T>, mark: Mark, { items }: Run<T>): boolean {
  if (typeof mark === 'string' || !learned.isOrdered || learned.nullsFirst !== undefined) return false;
  return items.some(({ key }) => (key === null) !== (mark.key === null));
}
