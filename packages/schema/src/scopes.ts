import { type GraphQLField, type GraphQLSchema, getNamedType, isIntrospectionType, isObjectType } from 'graphql';
import { refuse } from './codes.ts';
import type { Context } from './context.ts';

/** What a token may allow. A scope to write does not include the one to read. */
const SCOPES = [
  'leads:read',
  'leads:write',
  'messages:read',
  'messages:send',
  'workspace:read',
  'workspace:write',
] as const;

export type Scope = (typeof SCOPES)[number];

/** As `@requiresScopes` writes them: all scopes of one of the lists. An empty list asks for nothing but a valid token. */
type RequiredScopes = readonly (readonly Scope[])[];

type Field = GraphQLField<unknown, Context>;

const ANY_TOKEN: RequiredScopes = [[]];

/** Root fields of any type, which ask for the scope of each entity that they find, and the SDL. */
const UNTYPED = ['node', 'nodes', '_entities', '_service'];

/** By the name of the entity. */
const readScopes = new Map<string, Scope>();

/** Declares the scope that every field needs which leads to this entity. */
export function declareReadScope(entity: string, scope: Scope): void {
  readScopes.set(entity, scope);
}

/** What is needed to read a type: an entity, or a connection to it. Undefined for any other. */
export function readScopesOf(typeName: string): RequiredScopes | undefined {
  const scope = readScopes.get(typeName) ?? readScopes.get(typeName.replace(/Connection$/, ''));
  return scope && [[scope]];
}

/**
 * Asks whether the caller may have a field, before anything is requested. Without tokens the upstream key alone decides.
 *
 * @throws FORBIDDEN where a scope is missing; the refusal of a caller whose token is not valid.
 */
export function checkScopes({ caller }: Context, required: RequiredScopes): void {
  if (caller?.refusal) throw caller.refusal;
  const { scopes } = caller ?? {};
  if (scopes === undefined || required.some((all) => all.every((scope) => scopes.includes(scope)))) return;
  const wanted = required.map((all) => all.join(' and ')).join(', or ');
  throw refuse('FORBIDDEN', `The token does not have the scope ${wanted}.`);
}

/**
 * Lets every field ask for the scopes that it needs. A field that leads to an entity, or to a connection of it, needs the entity's.
 * Any other root field declares its own by `requiresScopes` or `authenticated`, which are also printed in the SDL.
 *
 * @throws when a root field declares nothing.
 */
export function withScopes(schema: GraphQLSchema): GraphQLSchema {
  const undeclared: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (!UNTYPED.includes(field.name) && requiredBy(field) === undefined) undeclared.push(`${root}.${field.name}`);
    }
  }
  if (undeclared.length > 0) {
    const fields = undeclared.join(', ');
    throw new Error(`Declare what a token must allow, such as \`requiresScopes: [['leads:write']]\`, on ${fields}`);
  }
  const written = writtenAreas(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const required = requiredBy(field);
      // Who may write a lead gets that lead back, but no message of it.
      if (required && written.get(type.name) !== areaOf(required)) guard(field, required);
    }
  }
  return schema;
}

function guard(field: Field, required: RequiredScopes): void {
  const { resolve, subscribe } = field;
  const guarding =
    (next: NonNullable<Field['resolve']>): Field['resolve'] =>
    (parent, args, context, info) => {
      checkScopes(context, required);
      return next(parent, args, context, info);
    };
  if (resolve) field.resolve = guarding(resolve);
  if (subscribe) field.subscribe = guarding(subscribe);
}

function requiredBy(field: Field): RequiredScopes | undefined {
  const { requiresScopes, authenticated } = optionsOf(field);
  if (authenticated === true) return ANY_TOKEN;
  if (!Array.isArray(requiresScopes)) return readScopesOf(getNamedType(field.type).name);
  return requiresScopes.map((all: unknown) => (Array.isArray(all) ? all.filter(isScope) : []));
}

function optionsOf({ extensions }: Field): { requiresScopes?: unknown; authenticated?: unknown } {
  const options = extensions['pothosOptions'];
  return typeof options === 'object' && options !== null ? options : {};
}

function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

/** What the mutations write, by the name of the payload: `leads` of `leads:write`. */
function writtenAreas(schema: GraphQLSchema): Map<string, string> {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return new Map(mutations.map((field) => [getNamedType(field.type).name, areaOf(requiredBy(field) ?? [])]));
}

function areaOf(required: RequiredScopes): string {
  return required
    .flat()
    .map((scope) => scope.replace(/:.*/, ''))
    .join();
}
