import type { Lead, Message, Webhook } from '@getsales-gateway/api-client';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { World } from './world.ts';

/** Delay of a late delivery, by the sandbox's clock. */
const LATE_MS = 5_000;

interface Delivery {
  world: World;
  clock: Clock;
  dialect: Dialect;
}

/** Calls a world's webhooks when its rows change. As upstream: one event each, no signature, no id of a message, no repeat. */
export function deliverWebhooks({ world, clock, dialect }: Delivery): void {
  const tell = (event: string, payload: object) => {
    for (const webhook of world.webhooks.all()) {
      if (webhook.event === event && webhook.status === 'on') {
        deliver(webhook, { event_name: event, ...payload }, { clock, dialect });
      }
    }
  };
  world.messages.watch((message, before) => {
    const event = eventOf(message, before);
    if (event !== undefined) tell(event, toPayload(message, world));
  });
  world.leads.watch((lead, before) => {
    tell(before === undefined ? 'contact_created' : 'contact_updated', { contact: toContact(lead) });
  });
}

function deliver(webhook: Webhook, payload: object, { clock, dialect }: Pick<Delivery, 'clock' | 'dialect'>): void {
  const body = JSON.stringify(dialect.webhookBody === 'bare' ? payload : { body: payload });
  const headers = { 'content-type': 'application/json' };
  const send = () => {
    // It is unknown whether GetSales tries again; the sandbox does not.
    void fetch(webhook.target_url, { method: webhook.request_method, headers, body }).catch(() => {});
  };
  const { webhooks } = dialect;
  if (webhooks === 'once' || webhooks === 'twice') send();
  if (webhooks === 'twice') send();
  if (webhooks === 'late') clock.after(LATE_MS, send);
}

function eventOf(message: Message, before: Message | undefined): string | undefined {
  const kind = /mail/i.test(message.linkedin_type ?? '') ? 'inmail' : 'message';
  if (message.type === 'inbox') return before === undefined ? `contact_replied_linkedin_${kind}` : undefined;
  const isSent = message.sent_at !== null && (before === undefined || before.sent_at === null);
  return isSent ? `sender_profile_sent_linkedin_${kind}` : undefined;
}

function toPayload({ text, type, sent_at, lead_uuid, sender_profile_uuid }: Message, world: World): object {
  const lead = world.leads.get(lead_uuid ?? '');
  return {
    contact: lead ? toContact(lead) : null,
    sender_profile: { uuid: sender_profile_uuid },
    automation: null,
    linkedin_message: { text, type, sent_at },
  };
}

function toContact({ uuid, first_name, last_name, name, linkedin }: Lead): object {
  return { uuid, first_name, last_name, name, linkedin_url: linkedin && `https://www.linkedin.com/in/${linkedin}` };
}
