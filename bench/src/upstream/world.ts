/**
 * Each request of a load uses a world of its own, named by the first 8 hex digits of its leads' UUIDs. All worlds are equal except
 * for these digits, so the answers can be prepared although no two requests are equal.
 */
export const FIRST_WORLD = toWorld(0);

const WORLD = /\bbe[0-9a-f]{6}\b/;

export function toWorld(number: number): string {
  return `be${number.toString(16).padStart(6, '0')}`;
}

/** The world that a text names. */
export function fromText(text: string): string {
  return WORLD.exec(text)?.[0] ?? FIRST_WORLD;
}

/** Turns a text about the first world into the same text about another. */
export function createTemplate(text: string): (world: string) => string {
  const pieces = text.split(FIRST_WORLD);
  return (world) => pieces.join(world);
}
