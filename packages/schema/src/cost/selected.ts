import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { refuse } from '../codes.ts';
import { typenameOf } from '../global-id.ts';

/** Fields that are looked at, at most. Fragments within fragments can select far more than a document is long. */
const MAX_FIELDS = 20_000;

export type Findings = ReadonlyMap<string, { isHonoured: boolean }>;

/** One operation with its variables. */
export interface Operation {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
  /** What is known of filters by several parents, by name. */
  findings: Findings;
  /** Whether what was read so far is the same for all variables. */
  isFixed: boolean;
  fieldsLeft: number;
}

export function toOperation(
  schema: GraphQLSchema,
  fragments: readonly FragmentDefinitionNode[],
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
  findings: Findings,
): Operation {
  const variables: Record<string, unknown> = {};
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    variables[name] = given[name] ?? (name in given || !defaultValue ? given[name] : valueFromASTUntyped(defaultValue));
  }
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  return { schema, fragments: byName, variables, findings, isFixed: true, fieldsLeft: MAX_FIELDS };
}

type Fields = Map<string, FieldNode[]>;

/** Fields that are the same for all variables, by selection set and type. */
const fixedFields = new WeakMap<SelectionSetNode, WeakMap<GraphQLObjectType, Fields>>();

/** The fields selected on an object by several nodes of one name, as they are executed: by the name in the answer. */
export function fieldsOn(type: GraphQLObjectType, nodes: readonly HasSelection[], operation: Operation): Fields {
  const only = nodes.length === 1 ? nodes[0]?.selectionSet : undefined;
  const before = only && fixedFields.get(only)?.get(type);
  const fields = before ?? collectFields(type, nodes, operation);
  operation.fieldsLeft -= fields.size;
  if (operation.fieldsLeft < 0) throw tooManyFields();
  return fields;
}

type HasSelection = Pick<FieldNode, 'selectionSet'>;

function collectFields(type: GraphQLObjectType, nodes: readonly HasSelection[], operation: Operation): Fields {
  const found: Fields = new Map();
  const entered = new Set<string>();
  let isFixed = true;
  const collect = (set: SelectionSetNode | undefined) => {
    for (const selection of set?.selections ?? []) {
      if (selection.directives?.length) isFixed = false;
      if (!isIncluded(selection.directives ?? [], operation)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const same = found.get(name);
        if (same) same.push(selection);
        else found.set(name, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (entered.has(selection.name.value)) continue;
        entered.add(selection.name.value);
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? operation.fragments.get(selection.name.value) : selection;
      if (fragment && applies(fragment.typeCondition?.name.value, type, operation)) collect(fragment.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) collect(selectionSet);
  const only = nodes.length === 1 ? nodes[0]?.selectionSet : undefined;
  if (isFixed && only) fixedFields.set(only, (fixedFields.get(only) ?? new WeakMap()).set(type, found));
  return found;
}

/** The value of an argument; undefined where it is left out. */
export function argumentOf(
  { arguments: given = [] }: FieldNode | DirectiveNode,
  name: string,
  operation: Operation,
): unknown {
  const value = given.find((each) => each.name.value === name)?.value;
  return value && toValue(value, operation);
}

export function argumentsOf({ arguments: given = [] }: FieldNode, operation: Operation): unknown[] {
  return given.map(({ value }) => toValue(value, operation));
}

function toValue(value: ValueNode, operation: Operation): unknown {
  const isPlain = value.kind !== Kind.VARIABLE && value.kind !== Kind.LIST && value.kind !== Kind.OBJECT;
  if (!isPlain) operation.isFixed = false;
  return valueFromASTUntyped(value, operation.variables);
}

function isIncluded(directives: readonly DirectiveNode[], operation: Operation): boolean {
  return directives.every((directive) => {
    const condition = argumentOf(directive, 'if', operation);
    if (directive.name.value === 'skip') return condition !== true;
    return directive.name.value !== 'include' || condition !== false;
  });
}

function applies(condition: string | undefined, type: GraphQLObjectType, { schema }: Operation): boolean {
  if (condition === undefined || condition === type.name) return true;
  const general = schema.getType(condition);
  return isAbstractType(general) && schema.isSubType(general, type);
}

function tooManyFields() {
  return refuse(
    'QUERY_TOO_EXPENSIVE',
    `The query selects more than ${MAX_FIELDS} fields, with its fragments written out. Use fewer fragments and aliases.`,
  );
}

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
