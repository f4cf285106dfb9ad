import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, it } from 'vitest';
import { subscribeAfresh } from './events.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { tick: Int }');

async function* three() {
  for (const tick of [1, 2, 3]) yield { tick };
}

it('gives each event of a subscription an empty memory', async () => {
  const seen: unknown[] = [];
  const contextValue = { made: new Map([['loader', 'old']]), calls: [{ path: 'old' }], api: 'api' };
  const tick = (root: { tick: number }, _: unknown, context: typeof contextValue) => {
    seen.push({ ...context, calls: [...context.calls] });
    context.made = new Map();
    context.calls.push({ path: 'new' });
    return root.tick;
  };
  const type = schema.getSubscriptionType();
  Object.assign(type?.getFields()['tick'] ?? {}, { subscribe: three, resolve: tick });
  const events = await subscribeAfresh({ schema, document: parse('subscription { tick }'), contextValue });
  const results: ExecutionResult[] = [];
  if (Symbol.asyncIterator in events) for await (const event of events) results.push(event);
  expect(results).toEqual([1, 2, 3].map((tick) => ({ data: { tick } })));
  expect(seen).toEqual(Array(3).fill({ api: 'api', made: undefined, calls: [] }));
});

it('answers with the error of a subscription that cannot begin', async () => {
  const document = parse('subscription { tick }');
  const result = await subscribeAfresh({ schema: buildSchema('type Query { a: Int }'), document });
  expect(result).toMatchObject({ errors: [{ message: expect.any(String) }] });
});
