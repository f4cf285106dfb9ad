import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    adapter: 'lean' | 'yoga';
  }
}

/** Content type of JSON bodies. The lean adapter takes `application/json` alone, so the other one leads to Yoga's HTTP layer. */
export const JSON_TYPE = inject('adapter') === 'yoga' ? 'application/graphql+json' : 'application/json';
