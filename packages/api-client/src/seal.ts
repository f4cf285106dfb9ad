import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Closes what leaves this process, so that only who brings the same API key can open it. */
export interface Seal {
  close(answer: unknown): string;
  /** The answer; undefined for what was not closed by an equal seal. */
  open(sealed: string): unknown;
}

/** What was sealed in one `place` does not open in another. */
export function createSeal(apiKey: string, place: string): Seal {
  const deriveKey = () => Buffer.from(hkdfSync('sha256', apiKey, '', 'getsales-gateway answers', 32));
  const options = { authTagLength: TAG_BYTES };
  return {
    close(answer) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, deriveKey(), nonce, options).setAAD(Buffer.from(place));
      const parts = [nonce, cipher.update(JSON.stringify(answer), 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(parts).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv(CIPHER, deriveKey(), bytes.subarray(0, NONCE_BYTES), options)
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
        return JSON.parse(Buffer.concat(text).toString());
      } catch {
        return undefined;
      }
    },
  };
}
