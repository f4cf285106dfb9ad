import { FIRST_WORLD } from './world.ts';

/** Prefixes of the UUIDs of everything but leads. */
const KINDS = { message: 'a1', sender: 'a2', list: 'a3', stage: 'a4', company: 'a5', tag: 'a6', conversation: 'a7' };

export function leadUuid(index: number, world = FIRST_WORLD): string {
  return `${world}-0000-4000-8000-${digits(index)}`;
}

/** Index of the lead that a UUID names, within its world. */
export function leadIndex(uuid: string): number {
  return Number(uuid.slice(-12));
}

export function uuidOf(kind: keyof typeof KINDS, index: number): string {
  return `${KINDS[kind]}000000-0000-4000-8000-${digits(index)}`;
}

function digits(index: number): string {
  return String(index).padStart(12, '0');
}
