import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createUsedSlots } from './slot-log.ts';

it('counts what is under way, and what ended less than a window ago, however much has gone through', () => {
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
