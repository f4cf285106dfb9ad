import type { EmailBody } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankEmailBody(stamp: Stamp): EmailBody {
  return { ...stamp, body: '<p>Hello</p>', subject: null, attachments: null };
}
