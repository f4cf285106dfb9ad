import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { soak } from './soak/soak.ts';

/** `SOAK_SECONDS=3600 pnpm soak` for an hour. */
const SECONDS = Number(process.env['SOAK_SECONDS'] || 60);

describeWithRedis('a soak', () => {
  it('answers rightly and sends once, whatever fails meanwhile', { timeout: (SECONDS + 60) * 1_000 }, async () => {
    const { table, faults, asked, memory, handles } = await soak(SECONDS);
    console.log(table);
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(SECONDS * 2);
    expect(Math.max(...memory)).toBeLessThan(700_000_000);
    expect(Math.max(...handles)).toBeLessThan(300);
  });
});
