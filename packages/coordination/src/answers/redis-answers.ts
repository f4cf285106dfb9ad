import { randomUUID } from 'node:crypto';
import {
  type AnswerPlace,
  type AnswerStore,
  createMemoryAnswers,
  type FoundAnswer,
} from '@getsales-gateway/api-client';
import { toDigest } from '../digest.ts';
import type { RedisConnection } from '../redis/connect.ts';
import { createOwedScopes } from './owed-scopes.ts';
import { dropAnswer, findAnswer, keepAnswer } from './redis-scripts.ts';

/** Answers that all replicas keep for each other, sealed. While Redis is lost each keeps its own, and hears of no one else's writes. */
export function createRedisAnswers({ redis, presence }: RedisConnection): AnswerStore {
  let own = createMemoryAnswers();
  const emptyShared = (scope: string) => redis.del(generationOf(scope));
  const owed = createOwedScopes(emptyShared);
  presence.onReturn(async () => {
    await owed.settle();
    own = createMemoryAnswers();
  });

  return {
    async find(place) {
      const find = () => findAnswer(redis, keysOf(place), [randomUUID(), place.keepMs]);
      const reply = await presence.ask(find).catch(() => undefined);
      if (!reply) return own.find(place);
      const version = String(reply[0]);
      return {
        kept: toKept(place, reply),
        version,
        keep(answer) {
          const values = [version, place.keepMs, place.seal.close(answer)];
          presence.ask(() => keepAnswer(redis, keysOf(place), values)).catch(() => {});
        },
      };
    },
    async drop(place) {
      await own.drop(place);
      const drop = () => dropAnswer(redis, keysOf(place).slice(1), [randomUUID(), place.keepMs]);
      await presence.ask(drop).catch(() => owed.add(place.scope));
    },
    async empty(scope) {
      await own.empty(scope);
      await presence.ask(() => emptyShared(scope)).catch(() => owed.add(scope));
    },
  };
}

/** The tag in braces keeps all keys of one scope in one slot of a cluster. */
function generationOf(scope: string): string {
  return `getsales:answers:{${scope}}:generation`;
}

function keysOf({ scope, question }: AnswerPlace): string[] {
  return [generationOf(scope), `getsales:answers:{${scope}}:place:${toDigest(question)}`];
}

function toKept({ seal }: AnswerPlace, [, ageMs, sealed]: unknown[]): FoundAnswer['kept'] {
  const answer = sealed === undefined ? undefined : seal.open(String(sealed));
  return answer === undefined ? undefined : { answer, ageMs: Number(ageMs) };
}
