import { createApiClient, createUpstream } from '@getsales-gateway/api-client';
import type { Context } from '@getsales-gateway/schema';

const upstream = createUpstream({ url: process.env['GETSALES_API_URL'] ?? '', timeoutMs: 10_000 });

/** The gateway's context without deadline, notes and log, so that the peers are measured at their fastest. */
export function createContext(authorization = ''): Context {
  return { api: createApiClient({ upstream, apiKey: authorization.replace('Bearer ', '') }) };
}
