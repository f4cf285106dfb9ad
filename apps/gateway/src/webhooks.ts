import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventBus } from '@getsales-gateway/api-client';
import { readBody } from './body.ts';
import type { Env } from './env.ts';
import type { Logger } from './log.ts';
import { bodyTooLarge, type Refusal } from './refusals.ts';

const PATH = /^\/webhooks\/getsales\/([^/?]+)(?:\?|$)/;

/**
 * Receives GetSales' webhooks. They are unsigned and name no message, so each is only a hint: listeners read again.
 */
export function createWebhooks({ webhookSecret, limits }: Env, events: EventBus, logger: Logger) {
  let expected = digestOf(webhookSecret);

  /** Answers it, or returns why not. */
  async function receive(req: IncomingMessage, res: ServerResponse): Promise<Refusal | undefined> {
    if (req.method !== 'POST') {
      const message = 'Webhooks are POSTed.';
      return { status: 405, code: 'BAD_USER_INPUT', message, headers: { allow: 'POST' } };
    }
    const body = await readBody(req, limits.bodyBytes).catch(() => undefined);
    if (body === undefined) return bodyTooLarge(limits.bodyBytes, 'more');
    // Not awaited: GetSales is answered at once, whatever Redis does.
    void events.publish('webhookHeard', {});
    logger.info({ event: eventIn(body) }, 'webhook');
    res.setHeader('content-type', 'application/json');
    res.end('{}');
    return undefined;
  }

  return {
    /** Whether the path is that of a webhook. */
    isWebhook({ url = '' }: IncomingMessage): boolean {
      const [, given] = PATH.exec(url) ?? [];
      return given !== undefined && expected !== undefined && timingSafeEqual(digest(decode(given)), expected);
    },
    receive,
    /** Takes over a secret that has changed. */
    reload(env: Pick<Env, 'webhookSecret'>): void {
      expected = digestOf(env.webhookSecret);
    },
  };
}

function digestOf(secret: string | undefined): Buffer | undefined {
  return secret === undefined ? undefined : digest(secret);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The name of the event; relays put everything below `body`. */
function eventIn(text: string): string | undefined {
  const body = parse(text);
  const name = propertyOf(body, 'event_name') ?? propertyOf(propertyOf(body, 'body'), 'event_name');
  return typeof name === 'string' && /^\w{1,64}$/.test(name) ? name : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
