import { badInput } from '../bad-input.ts';

/** The description of the idempotency key of what is sent: `message`. */
export function idempotencyKey(thing: string): string {
  return (
    `Choose a new UUID for each ${thing}, and use the same one when you repeat the call. The ${thing} is then sent once, ` +
    'whoever repeats it. The key is remembered for 24 hours.'
  );
}

/** @throws `BAD_USER_INPUT` for one that is empty. */
export function toIdempotencyKey(key: string | null | undefined): string | undefined {
  if (key?.trim() === '') throw badInput('`input.idempotencyKey` is empty');
  return key ?? undefined;
}

/** Counts as the upstream does: characters, not UTF-16 units. */
export function refuseOver(max: number, text: string | null | undefined, argument: string): void {
  if (text != null && [...text].length > max) throw badInput(`\`${argument}\` is longer than ${max} characters`);
}

/** Refuses what could end a header of an e-mail and begin another one: line breaks and other control characters. */
export function refuseControls(text: string | null | undefined, argument: string): void {
  if (text != null && CONTROLS.test(text))
    throw badInput(`\`${argument}\` has a line break or another control character`);
}

/** Whether a text is one address, and not several, nor one with a name. Unquoted, as nearly all are. */
export function isAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()[\]\\"]+$/.test(text) && !CONTROLS.test(text);
}

const CONTROLS = /[\p{Cc}\u2028\u2029]/u;
/** As RFC 5321 has it. */
const MAX_ADDRESS = 254;
