import { MockAgent } from 'undici';
import { createApiClient } from '../src/client.ts';
import type { RequestOptions, UpstreamCall } from '../src/request.ts';
import { createUpstream } from '../src/upstream.ts';

const URL = 'http://upstream.test';

/** A client whose network is undici's own mock: for tests whose subject is the wire itself. */
export function mockUpstream(options: Partial<RequestOptions> = {}) {
  const dispatcher = new MockAgent();
  dispatcher.disableNetConnect();
  const calls: UpstreamCall[] = [];
  const upstream = { ...createUpstream({ url: URL, timeoutMs: 1_000 }), reads: dispatcher, writes: dispatcher };
  const api = createApiClient({ upstream, apiKey: 'key', onCall: (call) => calls.push(call), ...options });
  return { api, upstream: dispatcher.get(URL), calls, dispatcher };
}

/** The newest rows first, ten of them. */
export const WINDOW = { limit: 10, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
