import type { Note } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankNote(stamp: Stamp): Note {
  return {
    ...stamp,
    user_id: 7,
    object: 'lead',
    object_uuid: '',
    note: 'Call after the trade fair.',
  };
}
