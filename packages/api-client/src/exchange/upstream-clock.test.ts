import { expect, it, onTestFinished, vi } from 'vitest';
import { createUpstreamClock } from './upstream-clock.ts';

const DATE = 'Mon, 23 Nov 2026 09:00:00 GMT';
const MINUTE_MS = 60_000;

it('goes by our own clock until the upstream has told its time, and by that from then on', () => {
  const clock = createUpstreamClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(MINUTE_MS);
  clock.set(DATE);
  expect(Math.abs(clock.now() - Date.parse(DATE))).toBeLessThan(MINUTE_MS);
  clock.set(undefined);
  clock.set('soon');
  expect(Math.abs(clock.now() - Date.parse(DATE))).toBeLessThan(MINUTE_MS);
});

it('is not moved when our own clock is set', () => {
  const clock = createUpstreamClock();
  clock.set(DATE);
  vi.useFakeTimers({ now: Date.now() + 365 * 24 * 60 * MINUTE_MS, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  expect(Math.abs(clock.now() - Date.parse(DATE))).toBeLessThan(MINUTE_MS);
});

it('dates a moment from before the first answer by what the answer told', () => {
  const clock = createUpstreamClock();
  const moment = clock.mark();
  clock.set(DATE);
  expect(Math.abs(moment() - Date.parse(DATE))).toBeLessThan(MINUTE_MS);
});

it('is known once an answer has told the time, until the machine has slept or its clock is set', () => {
  const clock = createUpstreamClock();
  expect(clock.isKnown()).toBe(false);
  clock.set(DATE);
  expect(clock.isKnown()).toBe(true);
  vi.useFakeTimers({ now: Date.now() + MINUTE_MS, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  expect(clock.isKnown()).toBe(false);
  clock.set(DATE);
  expect(clock.isKnown()).toBe(true);
});
