import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Context } from '../context.ts';
import { type Cost, costOf, requestsFor } from './declared.ts';
import {
  argumentOf,
  argumentsOf,
  countByType,
  type Findings,
  fieldsOn,
  type Operation,
  toOperation,
} from './selected.ts';
import { type Asked, hundreds, toSize, windowsOf, windowsOfMany } from './windows.ts';

/** Items of a list that does not say how many it has, under each parent. */
const ASSUMED_ITEMS = 5;
/** Items of a collection that is read whole. */
const ASSUMED_ROWS = 100;

const IDS: ReadonlySet<string> = new Set(['id', 'uuid', '__typename']);

/** Rows at one place of the answer. */
interface Place {
  /** How many there are, at most. */
  rows: number;
  /** Rows that are in hand already, to which these refer by `key`. */
  inHand?: { key: string; rows: number };
  /** Whether they came in their light form, so that what only the heavy form has is read anew. */
  isLight?: boolean;
}

/** A field that is selected, with its arguments in the first of the nodes. */
interface Selected {
  parent: GraphQLObjectType;
  field: GraphQLField<unknown, Context>;
  node: FieldNode;
  /** What is selected below it, by the names in the answer. */
  fields: Map<string, FieldNode[]>;
}

/** What a field takes by itself, and the rows that it leads to. */
interface Reading {
  requests: number;
  place: Place;
}

const fixed = new WeakMap<OperationDefinitionNode, number>();

/**
 * The upstream requests that an operation may take while nothing is cached and lists hold still, as the planner would read them.
 * More are taken where many parents' lists are read together and are much longer than their pages. A write counts once.
 *
 * @throws QUERY_TOO_EXPENSIVE for an operation of more fields than can be looked at.
 */
export function estimateRequests(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  findings: Findings = new Map(),
): number {
  const known = fixed.get(operation);
  if (known !== undefined) return known;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const asked = toOperation(schema, fragments, operation, variables, findings);
  const requests = sumOn(root, fieldsOn(root, [operation], asked), { rows: 1 }, asked);
  if (asked.isFixed) fixed.set(operation, requests);
  return requests;
}

function sumOn(type: GraphQLObjectType, fields: Map<string, FieldNode[]>, place: Place, operation: Operation): number {
  let sum = 0;
  for (const nodes of fields.values()) sum += sumOf(type, nodes, place, operation);
  return sum;
}

/** What a field takes, with all that is below it. */
function sumOf(parent: GraphQLObjectType, nodes: readonly FieldNode[], place: Place, operation: Operation): number {
  const [node] = nodes;
  const field = node && parent.getFields()[node.name.value];
  if (!field) return 0;
  const cost = costOf(field, parent, operation.schema);
  const type = getNamedType(field.type);
  if (cost?.kind === 'lookup') return sumOfLookup(field.name, nodes, operation);
  if (!isObjectType(type)) return scalarCost(cost, place);
  const fields = fieldsOn(type, nodes, operation);
  const reading = cost ? read({ parent, field, node, fields }, cost, place, operation) : { requests: 0, place };
  return reading.requests + sumOn(type, fields, reading.place, operation);
}

function scalarCost(cost: Cost | null, place: Place): number {
  const { rows, isLight } = place;
  if (cost?.kind === 'each') return cost.requests * rows;
  if (cost?.kind === 'request') return cost.requests;
  if (cost?.kind === 'first') return firstOfEach(place);
  if (cost?.kind === 'reference') return hundreds(rows);
  return cost?.kind === 'heavy' && isLight ? hundreds(rows) : 0;
}

function sumOfLookup(name: string, nodes: readonly FieldNode[], operation: Operation): number {
  const [node] = nodes;
  let sum = 0;
  for (const [typename, rows] of node ? countByType(node, operation) : []) {
    const type = operation.schema.getType(typename);
    if (!isObjectType(type)) continue;
    const fields = fieldsOn(type, nodes, operation);
    // Only what a router refers to is taken for granted.
    const isFree = name === '_entities' && hasOnlyIds(fields);
    sum += (isFree ? 0 : requestsFor(rows, type, operation.schema)) + sumOn(type, fields, { rows }, operation);
  }
  return sum;
}

function read(selected: Selected, cost: Cost, place: Place, operation: Operation): Reading {
  const { field, node, fields } = selected;
  const isList = isListType(getNullableType(field.type));
  switch (cost.kind) {
    case 'list': {
      const asked = toAsked(node, fields, operation);
      const searching = isSearched(cost, node, operation) ? SEARCHING : 0;
      return { requests: windowsOf(asked) + searching, place: { rows: asked.size } };
    }
    case 'children': {
      const asked = toAsked(node, fields, operation);
      const inHand = cost.key === undefined ? {} : { inHand: { key: cost.key, rows: place.rows } };
      const rows = place.rows * asked.size;
      const together = isTogether(cost, operation) && !isSearched(cost, node, operation);
      const requests = windowsOfMany(place.rows, asked, together);
      return { requests, place: { rows, ...inHand, isLight: true } };
    }
    case 'reference': {
      const { inHand } = place;
      if (inHand && cost.key === inHand.key) return { requests: 0, place: { rows: inHand.rows, isLight: true } };
      const rows = isList ? place.rows * ASSUMED_ITEMS : place.rows;
      const requests = requestsFor(place.rows, getNamedType(field.type), operation.schema);
      return { requests: hasOnlyIds(fields) ? 0 : requests, place: { rows } };
    }
    case 'first':
      return {
        requests: cost.hasIds && hasOnlyIds(fields) ? 0 : firstOfEach(place),
        place: { rows: place.rows, isLight: true },
      };
    case 'each':
      return { requests: cost.requests * place.rows, place };
    case 'heavy':
      return { requests: place.isLight ? hundreds(place.rows) : 0, place };
    default: {
      const rows = isList ? ASSUMED_ROWS : longestList(argumentsOf(node, operation));
      const isLight = selected.parent === operation.schema.getMutationType();
      return { requests: cost.kind === 'request' ? cost.requests : 0, place: { rows, isLight } };
    }
  }
}

function firstOfEach({ rows }: Place): number {
  return windowsOfMany(rows, { size: 1, needsRows: true, needsTotal: false, isFromEnd: false }, true);
}

/** Requests that a list takes beyond its windows to find a range, or to leave out what lies outside of it, at most. */
const SEARCHING = 20;

function isSearched(
  { searchedBy }: { searchedBy?: readonly string[] | undefined },
  node: FieldNode,
  operation: Operation,
) {
  const filter = searchedBy?.length ? argumentOf(node, 'filter', operation) : undefined;
  if (typeof filter !== 'object' || filter === null) return false;
  const given = new Map<string, unknown>(Object.entries(filter));
  return searchedBy?.some((field) => given.get(field) != null) ?? false;
}

function isTogether({ filter, isDense = false }: Extract<Cost, { kind: 'children' }>, operation: Operation): boolean {
  const finding = filter === undefined ? undefined : operation.findings.get(filter)?.isHonoured;
  // A finding comes and goes.
  if (!isDense || finding !== undefined) operation.isFixed = false;
  return finding ?? isDense;
}

function toAsked(node: FieldNode, fields: Map<string, FieldNode[]>, operation: Operation): Asked {
  const of = (name: string) => argumentOf(node, name, operation);
  const [first, last] = [of('first'), of('last')];
  const names = new Set([...fields.values()].map(([each]) => each?.name.value));
  return {
    size: toSize(first, last),
    needsRows: names.has('nodes') || names.has('edges') || names.has('pageInfo'),
    needsTotal: names.has('totalCount'),
    isFromEnd: last != null && !of('before'),
  };
}

function hasOnlyIds(fields: Map<string, FieldNode[]>): boolean {
  return [...fields.values()].every(([node]) => node && IDS.has(node.name.value));
}

/** A payload has as many items as the longest list of its input. */
function longestList(values: readonly unknown[]): number {
  let longest = 1;
  for (const value of values) {
    if (Array.isArray(value)) longest = Math.max(longest, value.length);
    else if (isObject(value))
      for (const list of Object.values(value)) if (Array.isArray(list)) longest = Math.max(longest, list.length);
  }
  return longest;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
