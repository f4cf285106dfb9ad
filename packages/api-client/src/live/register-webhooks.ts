import { ApiStatusError } from '../errors.ts';
import type { Webhook, webhooks } from '../resources/webhooks.ts';
import { countRows } from '../wire/body.ts';

type Resource = Pick<ReturnType<typeof webhooks>, 'list' | 'create' | 'delete'>;

/** What concerns messages and leads, by the names that GetSales is known to take. */
const EVENTS = [
  'contact_replied_linkedin_message',
  'contact_replied_linkedin_inmail',
  'sender_profile_sent_linkedin_message',
  'sender_profile_sent_linkedin_inmail',
  'contact_accepted_linkedin_connection_request',
  'contact_created',
  'contact_updated',
  'contact_deleted',
  'contact_tag_added',
  'contact_pipeline_stage_changed',
];

const LIMIT = 100;

/** What a registration did. */
export interface Registration {
  /** All webhooks of the address, whether they are new or were there. */
  webhooks: Webhook[];
  /** Events of the new ones. */
  created: string[];
  /** Events that GetSales refuses: its accounts do not all have the same. */
  refused: string[];
}

/** Creates a webhook for each event that has none at this address, one after another, and changes nothing else. */
export async function registerWebhooks(resource: Resource, targetUrl: string): Promise<Registration> {
  const found = await webhooksAt(resource, targetUrl);
  const registration: Registration = { webhooks: found, created: [], refused: [] };
  for (const event of EVENTS.filter((name) => !found.some((webhook) => webhook.event === name))) {
    const webhook = await resource
      .create({ name: `getsales-gateway: ${event}`, event, target_url: targetUrl })
      .catch((error: unknown) => {
        if (error instanceof ApiStatusError && (error.status === 400 || error.status === 422)) return undefined;
        throw error;
      });
    if (webhook) {
      registration.webhooks.push(webhook);
      registration.created.push(event);
    } else registration.refused.push(event);
  }
  return registration;
}

/** Deletes the webhooks of this address. Returns how many there were. */
export async function unregisterWebhooks(resource: Resource, targetUrl: string): Promise<number> {
  const found = await webhooksAt(resource, targetUrl);
  for (const { uuid } of found) await resource.delete(uuid);
  return found.length;
}

async function webhooksAt({ list }: Resource, targetUrl: string): Promise<Webhook[]> {
  const found = new Map<string, Webhook>();
  for (let offset = 0; ; ) {
    const page = await list({ limit: LIMIT, offset, order_field: 'created_at', order_type: 'asc' });
    for (const webhook of page.data) found.set(webhook.uuid, webhook);
    offset += countRows(page);
    const isLast = page.hasMore === false || (page.total !== null && offset >= page.total);
    if (isLast || countRows(page) === 0) break;
  }
  return [...found.values()].filter(({ target_url }) => target_url === targetUrl);
}
