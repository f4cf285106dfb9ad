import type { Webhook } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankWebhook(stamp: Stamp): Webhook {
  return {
    ...stamp,
    user_id: 7,
    name: 'Reply handler',
    event: 'contact_replied_linkedin_message',
    request_method: 'POST',
    target_url: 'https://hooks.example.org/getsales',
    filters: null,
    status: 'on',
  };
}
