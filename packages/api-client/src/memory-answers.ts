import { LRUCache } from 'lru-cache';
import type { AnswerPlace, AnswerStore } from './answer-store.ts';

const MAX_ANSWERS = 1_000;
const MAX_VERSIONS = 10_000;

interface Kept {
  answer: unknown;
  keptAt: number;
  version: string;
}

/** Answers kept by this process, as they are. */
export function createMemoryAnswers(): AnswerStore {
  const answers = new LRUCache<string, Kept>({ max: MAX_ANSWERS });
  /** Of scopes and of places, by when they were last emptied. One that is forgotten begins anew, and what was kept before is lost. */
  const versions = new LRUCache<string, number>({ max: MAX_VERSIONS });
  let lastVersion = 0;

  function renew(name: string): void {
    versions.set(name, ++lastVersion);
  }

  function versionOf(place: AnswerPlace): string {
    if (!versions.has(place.scope)) renew(place.scope);
    return `${versions.get(place.scope)}:${versions.get(toName(place)) ?? ''}`;
  }

  return {
    find(place) {
      const name = toName(place);
      const version = versionOf(place);
      const found = answers.get(name);
      const kept = found?.version === version ? found : undefined;
      return Promise.resolve({
        kept: kept && { answer: kept.answer, ageMs: performance.now() - kept.keptAt },
        version,
        keep(answer) {
          if (versionOf(place) !== version) return;
          answers.set(name, { answer, keptAt: performance.now(), version }, { ttl: place.keepMs });
        },
      });
    },
    drop(place) {
      answers.delete(toName(place));
      renew(toName(place));
      return Promise.resolve();
    },
    empty(scope) {
      renew(scope);
      return Promise.resolve();
    },
  };
}

function toName({ scope, question }: AnswerPlace): string {
  return `${scope} ${question}`;
}
