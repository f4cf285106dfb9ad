import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { createIssuerKey, jwtEnv } from './tokens.ts';

const JWT = await jwtEnv(await createIssuerKey());

async function seenOf(stack: Stack) {
  const page = await fetch(stack.url, { headers: { accept: 'text/html' } });
  const { errors } = await stack.query('{ __schema { queryType { name } } }');
  return {
    introspection: errors?.[0]?.extensions?.['code'] ?? 'answered',
    graphiql: [page.status, page.headers.get('content-type')?.split(';')[0]],
  };
}

const OPEN = { introspection: 'answered', graphiql: [200, 'text/html'] };
const CLOSED = { introspection: 'GRAPHQL_VALIDATION_FAILED', graphiql: [406, 'application/json'] };

it.each([
  [{}, OPEN],
  [{ INTROSPECTION: 'false', GRAPHIQL: 'false' }, CLOSED],
  [{ INTROSPECTION: 'false' }, { ...OPEN, introspection: CLOSED.introspection }],
  [{ GRAPHIQL: 'false' }, { ...OPEN, graphiql: CLOSED.graphiql }],
  [JWT, CLOSED],
  [{ ...JWT, INTROSPECTION: 'true', GRAPHIQL: 'true' }, OPEN],
])('shows the schema and GraphiQL by mode and switch: %#', async (env, seen) => {
  await using stack = await startStack({ env });
  expect(await seenOf(stack)).toEqual(seen);
});

it('names nothing of the schema in errors where introspection is off, but serves routers', async () => {
  await using stack = await startStack({ env: { INTROSPECTION: 'false', GRAPHIQL: 'false' } });
  const { errors } = await stack.query('{ lead(id: "x") { firstNam } __type(name: "Lead") { name } leeds { id } }');
  expect(errors?.length).toBeGreaterThan(2);
  expect(JSON.stringify(errors)).not.toContain('Did you mean');
  const routers = await stack.query<{ _service: { sdl: string } }>('{ __typename _service { sdl } }');
  expect(routers.data?._service.sdl).toContain('type Lead');
  expect((await fetch(`${stack.gateway.url}/graphiql/graphiql-0.js`)).status).toBe(404);
});
