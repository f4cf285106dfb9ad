import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The owner of an idempotency key. Only the owner can open what is sealed for it. */
export interface KeyOwner {
  account: string;
  subject?: string | undefined;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An idempotency key as it is stored: encrypted, so that the store holds nothing that a caller wrote in the clear. */
export function sealKey(key: string, owner: KeyOwner): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secretOf(owner), nonce);
  const sealed = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** undefined for what was sealed for another owner. */
export function openKey(sealed: string, owner: KeyOwner): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(ALGORITHM, secretOf(owner), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const key = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return key.toString('utf8');
  } catch {
    return undefined;
  }
}

/** Made of the API key, by its hash, which is stored nowhere. */
function secretOf({ account, subject = '' }: KeyOwner): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['idempotency key', account, subject]))
    .digest();
}
