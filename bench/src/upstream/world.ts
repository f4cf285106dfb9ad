/**
 * Each request of a load speaks of a world of its own: 8 hex digits, the first of all its leads' UUIDs. All worlds are alike
 * but for them, so that answers can be written ahead although no two requests are equal.
 */
export const FIRST_WORLD = toWorld(0);

const WORLD = /\bbe[0-9a-f]{6}\b/;

export function toWorld(number: number): string {
  return `be${number.toString(16).padStart(6, '0')}`;
}

/** The world that a text speaks of. */
export function fromText(text: string): string {
  return WORLD.exec(text)?.[0] ?? FIRST_WORLD;
}

/** What was written of the first world, said of any other. */
export function createTemplate(text: string): (world: string) => string {
  const pieces = text.split(FIRST_WORLD);
  return (world) => pieces.join(world);
}
