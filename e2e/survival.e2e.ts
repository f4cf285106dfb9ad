import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { startStack } from './stack.ts';

const FAULT = `process.on('SIGUSR2', () => {
  Promise.reject(new Error('No reader of "' + 'Wat' + 'son"'));
  setImmediate(() => { throw new TypeError('No reader of "' + 'Mori' + 'arty" either'); });
})`;

it('survives uncaught errors, and logs them without what they quote', async () => {
  const preload = `data:text/javascript,${encodeURIComponent(FAULT)}`;
  await using stack = await startStack({ NODE_OPTIONS: `--import=${preload}` });

  stack.gateway.signal('SIGUSR2');

  await stack.gateway.printed(/"type":"TypeError".*"msg":"uncaughtException"/);
  expect(stack.gateway.stdout).toMatch(/"level":"error".*"type":"Error".*"msg":"unhandledRejection"/);
  expect(stack.gateway.stdout + stack.gateway.stderr).not.toMatch(/Watson|Moriarty/);
  expect(await ask(stack.url, '{ leads { totalCount } }')).toEqual({ data: { leads: { totalCount: 300 } } });
});

it.each([
  '{ _entities(representations: [{ __typename: "Lead", uuid: "x" }, { __typename: "A" }]) { __typename } }',
  `{ leads { ...f0 } } ${Array.from({ length: 40 }, (_, i) => `fragment f${i} on LeadConnection { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f40 on LeadConnection { __typename @skip(if: true) }`,
])('survives a hostile document by POST and by GET: %.80s', async (document) => {
  await using stack = await startStack({ AUTH_MODE: 'passthrough' });

  await ask(stack.url, document);
  await fetch(`${stack.url}?query=${encodeURIComponent(document)}`);

  expect(await ask(stack.url, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  expect(stack.gateway.stdout).not.toMatch(/"level":"(warn|error)"/);
});
