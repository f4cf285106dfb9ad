import type { Priority } from '@getsales-gateway/api-client';
import { type Dictionary, parseDictionary } from 'structured-headers';

/** The urgency that RFC 9218 reserves for background tasks. */
const BACKGROUND = 7;

/** Which class the reads of a request take, by its `Priority` header (RFC 9218). What is no such header says nothing. */
export function toReadPriority(header: string | null): Priority {
  return header !== null && parse(header)?.get('u')?.[0] === BACKGROUND ? 'background' : 'interactive';
}

function parse(header: string): Dictionary | undefined {
  try {
    return parseDictionary(header);
  } catch {
    return undefined;
  }
}
