import { type SandboxOptions, startSandbox } from '../src/server.ts';

interface Ask {
  body?: unknown;
  /** null sends no key. */
  apiKey?: string | null;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

type Row = Record<string, unknown>;

/** A running sandbox, and a way to ask it that knows nothing of how it is built. */
export async function startUpstream(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);

  async function ask(method: string, path: string, { body, apiKey = sandbox.apiKey, headers, signal }: Ask = {}) {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const json = toJson(text);
    return { status: response.status, headers: response.headers, text, body: json, rows: toRows(json) };
  }

  return Object.assign(sandbox, { ask });
}

export type TestUpstream = Awaited<ReturnType<typeof startUpstream>>;

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rows of a list, out of their envelopes. */
function toRows(json: unknown): Row[] {
  const data = isObject(json) && Array.isArray(json['data']) ? json['data'] : [];
  return data.map((row: Row) =>
    isObject(row['lead']) ? row['lead'] : isObject(row['company']) ? row['company'] : row,
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
