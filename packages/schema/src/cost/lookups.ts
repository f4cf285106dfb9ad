import type { FieldNode } from 'graphql';
import { typenameOf } from '../global-id.ts';
import { argumentOf, type Operation } from './selected.ts';

/** More are refused. */
const MAX_KEYS = 10_000;

/** How many different things of each type `node`, `nodes` or `_entities` asks for, as far as its arguments can be read. */
export function countByType(node: FieldNode, operation: Operation): Map<string, number> {
  const seen = new Map<string, Set<unknown>>();
  const add = (typename: unknown, key: unknown) => {
    if (typeof typename !== 'string') return;
    seen.set(typename, (seen.get(typename) ?? new Set()).add(key));
  };
  const [id, ids, representations] = ['id', 'ids', 'representations'].map((name) => argumentOf(node, name, operation));
  for (const each of [id, ids].flat().slice(0, MAX_KEYS)) if (typeof each === 'string') add(typenameOf(each), each);
  for (const each of [representations].flat().slice(0, MAX_KEYS)) {
    if (typeof each !== 'object' || each === null || !('__typename' in each)) continue;
    const { __typename: typename, ...keys } = each;
    add(typename, JSON.stringify(keys));
  }
  return new Map([...seen].map(([typename, keys]) => [typename, keys.size]));
}
