import type { Client, RequestOptions } from './client.ts';
import type { TypedDocument } from './document.ts';

/**
 * Sends a mutation that takes an `idempotencyKey` (`sendMessage`), with a new key unless the input has one, and repeats it with that
 * key until it is answered. Give a key of your own (`newIdempotencyKey`) where the send may be repeated after this call has failed.
 */
export function sendOnce<Data, Variables extends { input: { idempotencyKey?: string | null | undefined } }>(
  client: Client,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  options: RequestOptions = {},
): Promise<Data> {
  const input = { ...variables.input, idempotencyKey: variables.input.idempotencyKey ?? newIdempotencyKey() };
  const keyed: TypedDocument<Data, object> = document;
  return client.request(keyed, { ...variables, input }, options);
}

/** 128 random bits. Unlike `crypto.randomUUID` it works on pages without TLS. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
