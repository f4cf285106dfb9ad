import type { Dialect } from './dialect.ts';

/** Times of creation that tell nothing. MySQL writes zeros for a date that it could not read. */
const CREATED_AT = { null: null, unreadable: '0000-00-00 00:00:00' };

/** What stands in `created_at` of what is sent at `now`. */
export function toStoredTime(now: string, { storedTime }: Dialect): string | null {
  return storedTime === 'now' ? now : CREATED_AT[storedTime];
}

/** A text as this dialect stores it when it is sent. */
export function toStoredText(text: string, { storedText }: Dialect, firstName: string): string | null {
  switch (storedText) {
    case 'as-sent':
      return text;
    case 'rendered':
      return text.replaceAll('{{first_name}}', firstName);
    case 'escaped':
      return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
    case 'cut':
      return text.slice(0, 20);
    case 'cleaned':
      return text.replace(/[^\p{L}\p{N} ]/gu, '');
    case 'missing':
      return null;
  }
}
