import { Pool } from 'undici';

/** The same settings as the gateway's connections. */
const pool = new Pool(process.env['GETSALES_API_URL'] ?? '', {
  connections: 64,
  keepAliveTimeout: 30_000,
  headersTimeout: 10_000,
  bodyTimeout: 10_000,
});

/** One upstream request. Its answer is not checked. */
export async function ask<T>(authorization: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await pool.request({
    method,
    path,
    headers: {
      authorization,
      accept: 'application/json',
      'user-agent': 'floor',
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body ? JSON.stringify(body) : null,
  });
  // The one cast: the stub's rows are written in these types.
  return (await response.body.json()) as T;
}
