import { estimateRequests, schema } from '@getsales-gateway/schema';
import {
  type GraphQLObjectType,
  getNamedType,
  getOperationAST,
  isLeafType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** Every field under every list: a new resource that reads more than it declares fails here. */

const ENV = { UPSTREAM_REQUESTS_PER_MINUTE: '1000000', MAX_ANSWER_ROWS: '1000000', MAX_UPSTREAM_COST: '1000000' };
const ROWS = 40;

/** Leaves of a type, one of which is no id. */
function leavesOf(type: GraphQLObjectType): string {
  const leaves = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)));
  return leaves
    .filter(({ args }) => args.every(({ type: of }) => !isNonNullType(of)))
    .slice(0, 12)
    .map(({ name }) => name)
    .join(' ');
}

/** What is selected of a field; undefined for one that needs arguments. */
function selectionOf(field: ReturnType<GraphQLObjectType['getFields']>[string]): string | undefined {
  if (field.args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)) return undefined;
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return field.name;
  const node = nodeOf(type);
  if (node) return `${field.name}(first: 3) { nodes { ${leavesOf(node)} } }`;
  const inner = Object.values(type.getFields()).filter(
    ({ type: of, args }) => isLeafType(getNamedType(of)) && args.length === 0,
  );
  return `${field.name} { ${inner.map(({ name }) => name).join(' ')} }`;
}

function nodeOf(type: GraphQLObjectType): GraphQLObjectType | undefined {
  const nodes = type.name.endsWith('Connection') ? type.getFields()['nodes'] : undefined;
  const node = nodes && getNamedType(nodes.type);
  return isObjectType(node) ? node : undefined;
}

const queries = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((root) => {
  const connection = getNamedType(root.type);
  const node = isObjectType(connection) ? nodeOf(connection) : undefined;
  if (!node) return [];
  return Object.values(node.getFields()).flatMap((field) => {
    const selection = selectionOf(field);
    return selection ? [`{ ${root.name}(first: ${ROWS}) { nodes { ${selection} } } }`] : [];
  });
});

it('is never below what any field takes under forty rows', { timeout: 120_000 }, async () => {
  expect(queries.length).toBeGreaterThan(100);
  await using stack = await startStack({ env: ENV, sandbox: { dialect: { requestsPerMinute: null } } });
  const tooLow: string[] = [];
  for (const query of queries) {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('No operation');
    const estimate = estimateRequests(schema, document, operation, {});
    await using cold = await stack.startAnother();
    stack.forget();
    const { errors } = await cold.query(query);
    expect(errors, query).toBeUndefined();
    if (stack.upstream.length > estimate) tooLow.push(`${estimate} < ${stack.upstream.length}: ${query}`);
  }
  expect(tooLow).toEqual([]);
});
