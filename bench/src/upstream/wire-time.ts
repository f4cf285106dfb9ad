/** A moment, given in epoch ms, as the upstream writes it. */
export function toWire(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
