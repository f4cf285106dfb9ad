import { createApiClient, createUpstream } from '@getsales-gateway/api-client';
import type { Context } from '@getsales-gateway/schema';

const upstream = createUpstream({ url: process.env['GETSALES_API_URL'] ?? '', timeoutMs: 10_000 });

/** What the gateway gives its resolvers, without deadline, notes or log: the peers are measured at their best. */
export function createContext(authorization = ''): Context {
  return { api: createApiClient({ upstream, apiKey: authorization.replace('Bearer ', '') }) };
}
