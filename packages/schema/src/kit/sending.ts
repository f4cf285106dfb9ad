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
