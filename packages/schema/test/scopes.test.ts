import { readFileSync } from 'node:fs';
import { createApiClient, createUpstream } from '@getsales-gateway/api-client';
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import type { Context } from '../src/context.ts';
import { schema } from '../src/schema.ts';
import { withScopes } from '../src/scopes.ts';
import { infoOf } from './connections/resolve-info.ts';

const subgraph = readFileSync(new URL('../subgraph.graphql', import.meta.url), 'utf8');
const info = infoOf('totalCount');

/** Root fields of any type. What they find asks for the scope of its own type. */
const UNTYPED = ['node', 'nodes', '_entities', '_service'];

function rootFields(of: GraphQLSchema) {
  return [of.getQueryType(), of.getMutationType(), of.getSubscriptionType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {}).filter(({ name }) => !UNTYPED.includes(name)),
  );
}

/** A caller whose token is valid and allows only this. Nothing answers upstream. */
function callerWith(...scopes: string[]): Context {
  const upstream = createUpstream({ url: 'http://upstream.test', timeoutMs: 1 });
  const caller = { keyHash: 'hash', subject: 'subject', scopes };
  return { api: createApiClient({ upstream, apiKey: 'key' }), caller };
}

it('asks for a scope on every root field', () => {
  const fields = rootFields(schema).filter(({ name }) => name !== 'upstreamBudget');
  expect(fields.length).toBeGreaterThan(25);
  const open = fields.filter(({ resolve, subscribe }) => {
    const field = subscribe ?? resolve;
    try {
      field?.({}, {}, callerWith(), info);
      return true;
    } catch (error) {
      return !String(error).includes('The token does not have the scope');
    }
  });
  expect(open.map(({ name }) => name)).toEqual([]);
});

it('says the scope of every entity in the SDL', () => {
  const entities = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  expect(entities.length).toBeGreaterThan(8);
  for (const { name } of entities) {
    expect(subgraph).toMatch(
      new RegExp(`^type ${name} implements Node\\n(  @.*\\n)*  @requiresScopes\\(scopes: \\[\\["\\w+:read"]]\\)`, 'm'),
    );
  }
  expect(subgraph).toContain('): SendMessagePayload @requiresScopes(scopes: [["messages:send"]])');
});

it('is not built with a root field that declares no scope', () => {
  const undeclared = buildSchema('type Query { secrets: [String] } type Mutation { publish: Boolean }');
  expect(() => withScopes(undeclared)).toThrow('on Query.secrets, Mutation.publish');
});
