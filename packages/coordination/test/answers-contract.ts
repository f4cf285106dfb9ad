import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerPlace, type AnswerStore, createSeal } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';

export function toPlace(changes: Partial<AnswerPlace> = {}): AnswerPlace {
  const place = { scope: 'scope', question: 'lists', keepMs: 60_000, ...changes };
  return { seal: createSeal('a-secret-key', `${place.scope} ${place.question}`), ...place };
}

/** Asks and keeps, as a read does. */
export async function keep(store: AnswerStore, answer: unknown, changes?: Partial<AnswerPlace>): Promise<void> {
  const found = await store.find(toPlace(changes));
  found.keep(answer);
}

export async function keptBy(store: AnswerStore, changes?: Partial<AnswerPlace>): Promise<unknown> {
  const { kept } = await store.find(toPlace(changes));
  return kept?.answer;
}

/** What every store of answers does, wherever it keeps them. */
export function describeAnswers(start: () => Promise<AnswerStore>): void {
  it('keeps an answer for its scope and question, and tells its age', async () => {
    const store = await start();
    const answer = { data: [{ name: 'Zoë' }] };
    await keep(store, answer);
    expect(await keptBy(store)).toEqual(answer);
    expect(await keptBy(store, { scope: 'another' })).toBeUndefined();
    expect(await keptBy(store, { question: 'tags' })).toBeUndefined();
    await sleep(20);
    const { kept } = await store.find(toPlace());
    expect(kept?.ageMs).toBeGreaterThan(10);
  });

  it('empties a scope, and no other', async () => {
    const store = await start();
    await keep(store, 'lists');
    await keep(store, 'tags', { question: 'tags' });
    await keep(store, 'others', { scope: 'another' });
    await store.empty('scope');
    expect(await keptBy(store)).toBeUndefined();
    expect(await keptBy(store, { question: 'tags' })).toBeUndefined();
    expect(await keptBy(store, { scope: 'another' })).toBe('others');
  });

  it('drops one answer, and no other', async () => {
    const store = await start();
    await keep(store, 'lists');
    await keep(store, 'tags', { question: 'tags' });
    await store.drop(toPlace());
    expect(await keptBy(store)).toBeUndefined();
    expect(await keptBy(store, { question: 'tags' })).toBe('tags');
    await keep(store, 'lists again');
    expect(await keptBy(store)).toBe('lists again');
  });

  it.each(['empty', 'drop'] as const)(
    'keeps no answer that was asked for before a place was emptied: %s',
    async (by) => {
      const store = await start();
      await keep(store, 'first');
      const before = await store.find(toPlace());
      await (by === 'empty' ? store.empty('scope') : store.drop(toPlace()));
      before.keep('before');
      expect(await keptBy(store)).toBeUndefined();
      const after = await store.find(toPlace());
      after.keep('after');
      before.keep('before');
      expect(await keptBy(store)).toBe('after');
      expect(after.version).not.toBe(before.version);
      expect(await store.find(toPlace())).toMatchObject({ version: after.version });
    },
  );

  it('forgets an answer after its time', async () => {
    const store = await start();
    await keep(store, 'lists', { keepMs: 20 });
    await sleep(60);
    expect(await keptBy(store)).toBeUndefined();
  });
}
