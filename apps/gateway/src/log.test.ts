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
])('removes what a message quotes', (fail) => {
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

it('bounds the length of every line', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = await createLogger({ level: 'info', format: 'json' }, destination);
  const text = 'x'.repeat(1_000_000);
  const circle = new Error(text, { cause: new TypeError(text) });
  Object.assign(circle.cause ?? {}, { cause: circle });
  logger.warn(text);
  logger.error({ requestId: 'id-1', err: circle }, 'operation');
  logger.warn(
    { requestId: 'id-2', codes: ['UPSTREAM_ERROR'], list: Array(100_000).fill(text.slice(0, 10)) },
    'operation',
  );
  for (const line of lines) expect(line.length).toBeLessThan(16_400);
  const [warning, error, list] = lines.map((line) => JSON.parse(line));
  expect(warning).toMatchObject({ level: 'warn', shortenedFrom: expect.any(Number), msg: text.slice(0, 500) });
  expect(error).toMatchObject({ requestId: 'id-1', err: { cause: { type: 'TypeError' } } });
  expect(list).toMatchObject({ requestId: 'id-2', codes: ['UPSTREAM_ERROR'], msg: 'operation' });
});
