import { expect, it, onTestFinished, vi } from 'vitest';
import { createKnownGone } from './known-gone.ts';

it('knows for a minute what was found gone, by whose it is and of what kind', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const known = createKnownGone();
  known.of('mine', 'leads').add('a');
  expect(known.of('mine', 'leads').has('a')).toBe(true);
  expect(known.of('mine', 'leads').has('b')).toBe(false);
  expect(known.of('mine', 'flows').has('a')).toBe(false);
  expect(known.of('yours', 'leads').has('a')).toBe(false);
  vi.advanceTimersByTime(60_001);
  expect(known.of('mine', 'leads').has('a')).toBe(false);
});

it('forgets what one has found when one writes, and what a read finds that began before', () => {
  const known = createKnownGone();
  const before = known.of('mine', 'leads');
  before.add('a');
  known.of('yours', 'leads').add('a');
  known.forget('mine');
  before.add('b');
  expect(['a', 'b'].map((uuid) => known.of('mine', 'leads').has(uuid))).toEqual([false, false]);
  expect(known.of('yours', 'leads').has('a')).toBe(true);
  known.forgetAll();
  expect(known.of('yours', 'leads').has('a')).toBe(false);
});
