import { createHash } from 'node:crypto';

/** SHA-256, in hex, of any JSON value; the order of an object's keys counts. */
export function toDigest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
