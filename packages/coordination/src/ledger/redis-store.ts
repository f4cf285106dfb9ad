import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import type { Script } from '../redis/script.ts';
import {
  attemptSend,
  beginSend,
  claimMessage,
  confirmSend,
  leaveSend,
  refuseSend,
  renewSend,
} from './redis-scripts.ts';
import type { Answer, Hold, SendStore, Terms } from './store.ts';

/** Sends that all replicas see. */
export function createRedisStore({ redis, terms }: { redis: Redis; terms: Terms }): SendStore {
  const { leaseMs, settleMs, keepMs } = terms;

  const run = (script: Script, keys: string[], values: (string | number)[]) =>
    script(redis, keys, values).catch(toUnavailable);

  function runOn(script: Script, hold: Hold, timeMs: number | string = hold.attemptedAt): Promise<unknown[]> {
    const { id, token, fingerprint, isDated } = hold;
    const { send, thread } = keysOf(hold);
    return run(script, [send, thread], [id, token, leaseMs, settleMs, keepMs, fingerprint, timeMs, isDated ? 1 : 0]);
  }

  return {
    begin: async (hold) => toAnswer(await runOn(beginSend, hold)),
    attempt: async (hold, attemptedAt) => isDone(await runOn(attemptSend, hold, attemptedAt)),
    async claim(hold, uuid) {
      const { send, claim } = keysOf(hold);
      return isDone(await run(claimMessage, [send, claim(uuid)], [hold.id, keepMs]));
    },
    async isOfAnother(hold, uuid) {
      const owner = await redis.get(keysOf(hold).claim(uuid)).catch(toUnavailable);
      return owner !== null && owner !== hold.id;
    },
    async sent(hold, uuid) {
      const { send, thread, claim } = keysOf(hold);
      await run(confirmSend, [send, thread, claim(uuid)], [hold.id, keepMs, uuid, hold.fingerprint]);
    },
    async refused(hold) {
      await runOn(refuseSend, hold);
    },
    async unconfirmed(hold, aheadMs) {
      await runOn(leaveSend, hold, aheadMs ?? '');
    },
    async renew(hold) {
      await runOn(renewSend, hold);
    },
    async check() {
      await redis.ping().catch(toUnavailable);
    },
    // The connection is not the store's own.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The tag in braces keeps all keys of one account in one slot of a cluster. */
function keysOf({ account, id, thread }: Hold) {
  const tag = `getsales:sends:{${account}}`;
  return {
    send: `${tag}:send:${id}`,
    thread: `${tag}:thread:${thread}`,
    claim: (uuid: string) => `${tag}:claim:${uuid}`,
  };
}

function isDone([done]: unknown[]): boolean {
  return done === 1;
}

function toAnswer([kind, ...rest]: unknown[]): Answer {
  if (kind === 'replay') return { kind, uuid: String(rest[0]) };
  if (kind === 'unconfirmed') {
    return { kind, firstAttemptAt: Number(rest[0]), lastAttemptAt: Number(rest[1]), isDated: rest[2] !== '0' };
  }
  if (kind === 'started' || kind === 'conflict' || kind === 'wait') return { kind };
  throw new CoordinationUnavailable(`Redis gave an answer that is none: ${kind}`);
}

function toUnavailable(cause: unknown): never {
  throw new CoordinationUnavailable('Redis, which holds the send ledger, is lost', { cause });
}
