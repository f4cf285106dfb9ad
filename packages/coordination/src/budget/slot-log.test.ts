import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createMemoryLog, createUsedSlots } from './slot-log.ts';

it('counts what is under way and what ended less than a window ago, after any number of requests', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ passedMs: fc.nat(2), isUnused: fc.boolean() }), { minLength: 4_000 }), (ends) => {
      const slots = createUsedSlots();
      const freeAts: number[] = [];
      let now = 0;
      slots.start();
      for (const { passedMs, isUnused } of ends) {
        now += passedMs;
        const freeAt = now + 10;
        slots.start();
        slots.end(isUnused ? undefined : freeAt);
        if (!isUnused) freeAts.push(freeAt);
      }
      const used = freeAts.filter((freeAt) => freeAt >= now);
      expect(slots.count(now)).toBe(used.length + 1);
      expect(slots.waits(now, 10)).toEqual([...used.map((freeAt) => Math.max(1, freeAt - now)), 10]);
    }),
    { numRuns: 20 },
  );
});

it('goes on counting after it has forgotten what was free', () => {
  const slots = createUsedSlots();
  for (let now = 0; now < 10_000; now++) {
    slots.start();
    slots.end(now + 5);
    expect(slots.count(now)).toBe(Math.min(now + 1, 6));
  }
});

const MINUTE = 60_000;

function setUpLog() {
  const clock = createManualClock();
  const log = createMemoryLog({
    clock,
    windowMs: MINUTE,
    allowance: () => ({ requestsPerMinute: 10, blockedForMs: 0 }),
  });
  return { clock, ...log, keys: () => log.keysAbove(-1) };
}

it('forgets a key when nothing about it matters any more, and does not remember one that is only asked about', async () => {
  const { clock, look, hasRoom, record, keys } = setUpLog();
  for (let index = 0; index < 10_000; index++) {
    look(`asked ${index}`);
    hasRoom(`asked ${index}`, 'read', 1);
    record(`used ${index}`, 'read').finish({ status: 401 });
  }
  expect(keys()).toHaveLength(10_000);
  await clock.advance(MINUTE + 1);
  record('another', 'read');
  expect(keys()).toEqual(['another']);
});

it('forgets no key that is shut, slowed down, or has used slots', async () => {
  const { clock, look, record, keys } = setUpLog();
  record('under way', 'write');
  record('shut', 'write').finish({ status: 429, retryAfterMs: MINUTE });
  for (let minute = 0; minute < 3; minute++) {
    await clock.advance(MINUTE + 1);
    record(`at ${minute}`, 'read').finish({ status: 200 });
  }
  expect(keys()).toEqual(['under way', 'shut', 'at 2']);
  expect(look('shut')).toMatchObject({ limit: 5 });
  await clock.advance(11 * MINUTE);
  record('another', 'read');
  expect(keys()).toEqual(['under way', 'another']);
});
