import type { Attachment } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankAttachment(stamp: Stamp): Attachment {
  return {
    ...stamp,
    user_id: 7,
    payload: null,
    body: null,
  };
}
