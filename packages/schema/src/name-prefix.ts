import { rewireTypes } from '@graphql-tools/utils';
import {
  type ASTNode,
  GraphQLEnumType,
  type GraphQLFieldResolver,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  type GraphQLTypeResolver,
  GraphQLUnionType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isTypeDefinitionNode,
  isUnionType,
  Kind,
  type NameNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context } from './context.ts';
import { renameGlobalId } from './global-id.ts';
import { toRootField } from './root-field.ts';

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
/** Types that all subgraphs share. Scalars keep their names too. */
const SHARED: ReadonlySet<string> = new Set(['Node', 'PageInfo']);

type Rename = (name: string) => string;

/** How types are named in one graph. */
interface Names {
  /** From the name in this code. */
  toPublic: Rename;
  /** To the name in this code; for a name that the graph lacks, one that no type can have. */
  toOwn: Rename;
}

const namesOf = new WeakMap<GraphQLSchema, Names>();

/**
 * Puts `prefix` before every type but `Node`, `PageInfo` and the scalars, and before every root field. Resolvers keep the names of
 * this code. What comes in and goes out is renamed here: types of abstract fields, global IDs, references, the SDL.
 */
export function withNamePrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  const names = createNames(schema, prefix);
  const toNew = (type: GraphQLNamedType) =>
    isObjectType(type) && ROOTS.has(type.name) ? toRenamedRoot(type, prefix, schema) : toRenamed(type, names);
  const types = Object.entries(schema.getTypeMap()).map(([name, type]) => [name, toNew(type)]);
  const renamed = rebuild(schema, Object.fromEntries(types));
  namesOf.set(renamed, names);
  return renamed;
}

/** The same schema with new types: wrapping its resolvers changes no other schema. */
export function copySchema(schema: GraphQLSchema): GraphQLSchema {
  const copy = rebuild(schema, schema.getTypeMap());
  const names = namesOf.get(schema);
  if (names) namesOf.set(copy, names);
  return copy;
}

/** @param types By their names in `schema`. */
function rebuild(schema: GraphQLSchema, types: Record<string, GraphQLNamedType>): GraphQLSchema {
  const { typeMap, directives } = rewireTypes(types, schema.getDirectives());
  const [query, mutation, subscription] = [...ROOTS].map((name) => {
    const root = typeMap[name];
    return isObjectType(root) ? root : undefined;
  });
  return new GraphQLSchema({
    ...schema.toConfig(),
    ...{ query, mutation, subscription, directives },
    types: Object.values(typeMap),
  });
}

/** The name in `schema` of a type of this code. */
export function nameIn(schema: GraphQLSchema, name: string): string {
  return namesOf.get(schema)?.toPublic(name) ?? name;
}

/** Puts the prefix into the text of an operation on `schema`, or of the definitions of its types. */
export function prefixNames(text: string, prefix: string, schema: GraphQLSchema): string {
  const { toPublic } = createNames(schema, prefix);
  const types = new TypeInfo(schema);
  const changes: { name: NameNode; to: string }[] = [];
  const rename = ({ name }: { name: NameNode }, to: Rename) => void changes.push({ name, to: to(name.value) });
  const toField: Rename = (name) => toRootField(name, prefix);
  const isRoot = (name: string | undefined) => name !== undefined && ROOTS.has(name);
  const visitor = {
    enter(node: ASTNode) {
      if (node.kind === Kind.NAMED_TYPE || isTypeDefinitionNode(node)) rename(node, toPublic);
      if (node.kind === Kind.FIELD && isRoot(types.getParentType()?.name)) rename(node, toField);
      const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
      if (isObject && isRoot(node.name.value)) for (const field of node.fields ?? []) rename(field, toField);
    },
  };
  visit(parse(text), visitWithTypeInfo(types, visitor));
  return withChanges(text, changes);
}

function withChanges(text: string, changes: readonly { name: NameNode; to: string }[]): string {
  const startOf = ({ loc }: NameNode) => loc?.start ?? 0;
  const parts: string[] = [];
  let end = 0;
  for (const { name, to } of changes.toSorted((one, other) => startOf(one.name) - startOf(other.name))) {
    parts.push(text.slice(end, name.loc?.start), to);
    end = name.loc?.end ?? end;
  }
  return [...parts, text.slice(end)].join('');
}

function createNames(schema: GraphQLSchema, prefix: string): Names {
  const isOurs = (name: string) => isRenamed(schema.getType(name));
  return {
    toPublic: (name) => (isOurs(name) ? `${prefix}${name}` : name),
    toOwn(name) {
      const own = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      // GraphQL keeps names with two underscores for itself.
      return isOurs(own) ? own : `__${name}`;
    },
  };
}

/** Names with an underscore in front, or two within, are federation's. */
function isRenamed(type: GraphQLNamedType | undefined): boolean {
  return !!type && !isScalarType(type) && !ROOTS.has(type.name) && !SHARED.has(type.name) && !/^_|__/.test(type.name);
}

function toRenamedRoot(type: GraphQLObjectType, prefix: string, schema: GraphQLSchema): GraphQLObjectType {
  const { fields, ...config } = type.toConfig();
  const renamed = Object.entries(fields).map(([name, field]) => {
    const resolve = name === '_service' ? renamingSdl(field.resolve, prefix, schema) : field.resolve;
    return [toRootField(name, prefix), { ...field, resolve }];
  });
  return new GraphQLObjectType({ ...config, fields: Object.fromEntries(renamed) });
}

function toRenamed(type: GraphQLNamedType, names: Names): GraphQLNamedType {
  const name = names.toPublic(type.name);
  if (isObjectType(type)) return new GraphQLObjectType({ ...type.toConfig(), name });
  if (isInputObjectType(type)) return new GraphQLInputObjectType({ ...type.toConfig(), name });
  if (isEnumType(type)) return new GraphQLEnumType({ ...type.toConfig(), name });
  if (isInterfaceType(type)) {
    return new GraphQLInterfaceType({ ...type.toConfig(), name, resolveType: renaming(type.resolveType, names) });
  }
  if (isUnionType(type)) {
    return new GraphQLUnionType({ ...type.toConfig(), name, resolveType: renaming(type.resolveType, names) });
  }
  if (name === 'ID') return createIdScalar(names);
  return name === '_Any' ? createReferenceScalar(type, names) : type;
}

function renaming(
  resolveType: GraphQLTypeResolver<unknown, Context> | null | undefined,
  { toPublic }: Names,
): GraphQLTypeResolver<unknown, Context> {
  return async (...args) => {
    const name = await resolveType?.(...args);
    return name === undefined ? undefined : toPublic(name);
  };
}

/** `ID` for a graph whose global IDs name other types than this code's. */
function createIdScalar({ toPublic, toOwn }: Names): GraphQLScalarType {
  return new GraphQLScalarType({
    ...GraphQLID.toConfig(),
    serialize: (value) => renameGlobalId(GraphQLID.serialize(value), toPublic),
    parseValue: (value) => renameGlobalId(GraphQLID.parseValue(value), toOwn),
    parseLiteral: (node, variables) => renameGlobalId(GraphQLID.parseLiteral(node, variables), toOwn),
  });
}

/** `_Any` for the references of routers, which name types of the graph. */
function createReferenceScalar(type: GraphQLScalarType, { toOwn }: Names): GraphQLScalarType {
  const parseLiteral = type.parseLiteral.bind(type);
  const toReference = (value: unknown) => {
    if (typeof value !== 'object' || value === null || !('__typename' in value)) return value;
    const { __typename: name, ...keys } = value;
    const id = 'id' in keys && typeof keys.id === 'string' ? { id: renameGlobalId(keys.id, toOwn) } : {};
    return { ...keys, ...id, __typename: typeof name === 'string' ? toOwn(name) : name };
  };
  return new GraphQLScalarType({
    ...type.toConfig(),
    parseValue: toReference,
    parseLiteral: (node, variables) => toReference(parseLiteral(node, variables)),
  });
}

function renamingSdl(
  resolve: GraphQLFieldResolver<unknown, Context> | undefined,
  prefix: string,
  schema: GraphQLSchema,
): GraphQLFieldResolver<unknown, Context> {
  let renamed: { sdl: string } | undefined;
  return async (...args) => {
    const service: unknown = await resolve?.(...args);
    if (!isService(service)) return service;
    renamed ??= { sdl: prefixNames(service.sdl, prefix, schema) };
    return renamed;
  };
}

function isService(value: unknown): value is { sdl: string } {
  return typeof value === 'object' && value !== null && 'sdl' in value && typeof value.sdl === 'string';
}
