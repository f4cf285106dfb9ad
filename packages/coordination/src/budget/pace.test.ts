import { expect, it } from 'vitest';
import { blockedForMs, FULL_PACE, limitAt, paceAfter, paceTaken } from './pace.ts';

const at = { era: 0, now: 1_000, requestsPerMinute: 300 };

it('halves the pace at a 429 and blocks the key for as long as Retry-After says', () => {
  const pace = paceAfter(FULL_PACE, { status: 429, retryAfterMs: 7_000 }, at);
  expect(limitAt(pace, 300)).toBe(150);
  expect(blockedForMs(pace, 1_000)).toBe(7_000);
});

it('blocks for 15 s where a 429 does not say for how long, and for a second where it says none', () => {
  expect(blockedForMs(paceAfter(FULL_PACE, { status: 429 }, at), 1_000)).toBe(15_000);
  expect(blockedForMs(paceAfter(FULL_PACE, { status: 429, retryAfterMs: 0 }, at), 1_000)).toBe(1_000);
});

it('slows down once for all 429s of requests that left before the slow-down', () => {
  const once = paceAfter(FULL_PACE, { status: 429 }, at);
  const twice = paceAfter(once, { status: 429, retryAfterMs: 60_000 }, at);
  expect(limitAt(twice, 300)).toBe(150);
  expect(blockedForMs(twice, 1_000)).toBe(60_000);
});

it('lets one request probe after a slow-down, and the others when it was answered', () => {
  const slowed = { ...paceAfter(FULL_PACE, { status: 429 }, at), blockedUntil: 0 };
  const probing = paceTaken(slowed);
  expect(blockedForMs(probing, 1_000)).toBeGreaterThan(0);
  expect(blockedForMs(paceAfter(probing, { status: 200 }, { ...at, era: 1 }), 1_000)).toBe(0);
});

it('sends another probe when the first got no answer', () => {
  const probing = paceTaken({ ...paceAfter(FULL_PACE, { status: 429 }, at), blockedUntil: 0 });
  const unanswered = paceAfter(probing, { status: null }, { ...at, era: 1 });
  expect(blockedForMs(unanswered, 1_000)).toBe(0);
  expect(blockedForMs(paceTaken(unanswered), 1_000)).toBeGreaterThan(0);
});

it('gives a tenth of the budget back for a full window of answers', () => {
  let pace = { ...FULL_PACE, share: 0.5 };
  for (let answers = 0; answers < 150; answers++) pace = paceAfter(pace, { status: 200 }, at);
  expect(limitAt(pace, 300)).toBeGreaterThanOrEqual(175);
  expect(limitAt(pace, 300)).toBeLessThanOrEqual(180);
});

it('never goes below one request a window, nor above the budget', () => {
  let pace = FULL_PACE;
  for (let era = 0; era < 20; era++) pace = paceAfter(pace, { status: 429 }, { ...at, era });
  expect(limitAt(pace, 300)).toBe(1);
  for (let answers = 0; answers < 5_000; answers++) pace = paceAfter(pace, { status: 200 }, { ...at, era: 20 });
  expect(limitAt(pace, 300)).toBe(300);
});
