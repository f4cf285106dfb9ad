import { createHash } from 'node:crypto';

/** An endless row of UUIDs of version 4's shape, the same for the same name. */
export function createUuids(name: string): () => string {
  let count = 0;
  return () => {
    const hex = createHash('md5').update(`${name}:${count++}`).digest('hex');
    const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
