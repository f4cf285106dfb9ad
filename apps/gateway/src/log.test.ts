import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger, toLoggable } from './log.ts';

it('shows an error with all its causes', () => {
  const error = new Error('outer', { cause: Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' }) });
  expect(toLoggable(error)).toEqual({
    type: 'Error',
    message: 'outer',
    stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
    cause: { type: 'TypeError', message: 'inner', code: 'ECONNREFUSED', stack: expect.any(Array) },
  });
});

it.each([
  () => JSON.parse('Dear Anna, "secret" to nobody'),
  () => JSON.parse('{"text":"Dear Anna, secret to nobody'),
  () => {
    throw new Error('String cannot represent value: { text: "it\'s secret" }');
  },
])('shows nothing that a message quotes', (fail) => {
  expect(() => fail()).toThrow();
  try {
    fail();
  } catch (error) {
    expect(JSON.stringify(toLoggable(error))).not.toMatch(/secret|Anna/);
  }
});

it.each([
  ['json', '{"level":"info"'],
  ['pretty', 'INFO'],
] as const)('writes %s lines', async (format, beginning) => {
  let written = '';
  const destination = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });
  const logger = await createLogger({ level: 'info', format }, destination);
  logger.debug('not this');
  logger.info({ ms: 1 }, 'but this');
  expect(written).toContain(beginning);
  expect(written).toContain('but this');
  expect(written).not.toContain('not this');
});
