import { expect, it } from 'vitest';
import { startServer } from '../../test/server.ts';
import { createApiClient } from '../client.ts';
import { ApiBodyError, ApiStatusError, IdempotencyConflictError } from '../errors.ts';
import { createUpstream } from '../upstream.ts';
import type { SendLedger, SendRequest } from './send-ledger.ts';

const MESSAGE = { lead_uuid: 'lead', sender_profile_uuid: 'sender', text: 'Dear Sir or Madam' };

/** A ledger that knows no key, and a server that dates its answers, or not. */
async function setUp({ status = 200, sendDate = true, body = '{"uuid":"u"}' } = {}) {
  const begun: SendRequest[] = [];
  const ledger: SendLedger = {
    async begin(request) {
      begun.push(request);
      return { kind: request.attemptedAt === undefined ? 'new' : 'conflict' };
    },
    keyOf: () => Promise.resolve(undefined),
    check: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const asked: (string | undefined)[] = [];
  const server = await startServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.sendDate = sendDate;
    response.writeHead(status).end(body);
    request.resume();
  });
  const upstream = createUpstream({ url: server.url, timeoutMs: 1_000, ledger });
  const api = createApiClient({ upstream, apiKey: 'secret-key', subject: 'issuer/someone' });
  return {
    api,
    asked,
    begun,
    async [Symbol.asyncDispose]() {
      await upstream[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

it('tells the ledger whose key it is, and neither the API key nor the text', async () => {
  await using stage = await setUp();
  await expect(stage.api.messages.send(MESSAGE, 'mine')).rejects.toBeInstanceOf(IdempotencyConflictError);
  expect(stage.begun.at(-1)).toMatchObject({ subject: 'issuer/someone', key: 'mine', leadUuid: 'lead' });
  expect(JSON.stringify(stage.begun)).not.toMatch(/secret-key|Dear Sir/);
});

it("reads the upstream's clock once, before the first send with a key begins", async () => {
  await using stage = await setUp();
  for (const key of [undefined, 'one', 'two']) {
    await expect(stage.api.messages.send(MESSAGE, key)).rejects.toBeInstanceOf(IdempotencyConflictError);
  }
  expect(stage.asked).toEqual(['GET /id/api/users/current']);
  expect(stage.begun.map(({ key }) => key)).toEqual([undefined, 'one', 'one', 'two']);
});

it('begins a send with a key when the answer about the clock has a date, whatever its body', async () => {
  await using stage = await setUp({ body: '[]' });
  await expect(stage.api.messages.send(MESSAGE, 'mine')).rejects.toBeInstanceOf(IdempotencyConflictError);
});

it.each([
  { answer: { status: 403 }, error: ApiStatusError },
  { answer: { sendDate: false }, error: ApiBodyError },
])('begins and posts nothing with a key where the clock cannot be read: $answer', async ({ answer, error }) => {
  await using stage = await setUp(answer);
  await expect(stage.api.messages.send(MESSAGE, 'mine')).rejects.toBeInstanceOf(error);
  expect(stage.begun.map(({ attemptedAt }) => attemptedAt)).toEqual([undefined]);
  expect(stage.asked).toEqual(['GET /id/api/users/current']);
});
