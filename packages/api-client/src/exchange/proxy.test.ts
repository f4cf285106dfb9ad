import { expect, it, onTestFinished, vi } from 'vitest';
import { startServer } from '../../test/server.ts';
import { createApiClient } from '../client.ts';
import { ApiConnectionError } from '../errors.ts';
import { createUpstream } from '../upstream.ts';

it('goes through the proxy that the environment names, be it to read or to write', async () => {
  const asked: (string | undefined)[] = [];
  await using proxy = await startServer(() => {});
  proxy.server.on('connect', ({ url }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  await using upstream = createUpstream({ url: 'https://upstream.test', timeoutMs: 1_000 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.users.current()).rejects.toBeInstanceOf(ApiConnectionError);
  const reads = asked.length;
  await expect(api.leads.delete('x')).rejects.toBeInstanceOf(ApiConnectionError);
  expect(asked.length).toBeGreaterThan(reads);
  expect(new Set(asked)).toEqual(new Set(['upstream.test:443']));
});
