import { expect, it } from 'vitest';
import { mockUpstream } from '../../test/mock-upstream.ts';
import { createUpstream } from '../upstream.ts';
import { IdempotencyConflictError } from './errors.ts';
import type { SendLedger, SendRequest } from './send-ledger.ts';

it('tells the ledger whose key it is, and neither the API key nor the text', async () => {
  const asked: SendRequest[] = [];
  const ledger: SendLedger = {
    async begin(request) {
      asked.push(request);
      return { kind: 'conflict' };
    },
    check: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const upstream = createUpstream({ url: 'http://upstream.test', timeoutMs: 1_000, ledger });
  const { api } = mockUpstream({ upstream, apiKey: 'secret-key', subject: 'issuer/someone' });
  const message = { lead_uuid: 'lead', sender_profile_uuid: 'sender', text: 'Dear Sir or Madam' };
  await expect(api.messages.send(message, 'mine')).rejects.toBeInstanceOf(IdempotencyConflictError);
  expect(asked).toMatchObject([{ subject: 'issuer/someone', key: 'mine', leadUuid: 'lead', isDated: false }]);
  expect(JSON.stringify(asked)).not.toMatch(/secret-key|Dear Sir/);
});
