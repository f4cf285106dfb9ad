import { expect, it } from 'vitest';
import { blockedForMs, FULL_PACE, limitAt, paceAfter, paceTaken } from './pace.ts';

const at = { era: 0, now: 1_000, requestsPerMinute: 300 };

it('halves the pace at a 429 and blocks the key for as long as Retry-After says', () => {
  const pace = paceAfter(FULL_PACE, { status: 429, retryAfterMs: 7_000 }, at);
  expect(limitAt(pace, 300)).toBe(150);
  expect(blockedForMs(pace, 1_000)).toBe(7_000);
});

it.each([
  [0, 1_000],
  [7_000, 7_000],
  [60_000, 60_000],
  [3_600_000, 60_000],
  [1e23, 60_000],
])(
  'shuts the key for at least a second and at most a minute, where Retry-After says %d ms',
  (retryAfterMs, blockMs) => {
    expect(blockedForMs(paceAfter(FULL_PACE, { status: 429, retryAfterMs }, at), 1_000)).toBe(blockMs);
  },
);

it('shuts the key for a second where a 429 does not say for how long, and longer while probes are refused', () => {
  let pace = paceAfter(FULL_PACE, { status: 429 }, at);
  const blocks = [blockedForMs(pace, 1_000)];
  for (let era = 1; era < 8; era++) {
    pace = paceAfter(paceTaken({ ...pace, blockedUntil: 0 }), { status: 429 }, { ...at, era });
    blocks.push(blockedForMs(pace, 1_000));
  }
  expect(blocks).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  const answered = paceAfter(paceTaken({ ...pace, blockedUntil: 0 }), { status: 200 }, { ...at, era: 8 });
  expect(blockedForMs(paceAfter(answered, { status: 429 }, { ...at, era: 8 }), 1_000)).toBe(1_000);
});

it('does not halve the pace for a refused probe, which says only that the key is still shut', () => {
  const once = paceAfter(FULL_PACE, { status: 429 }, at);
  const probed = paceAfter(paceTaken({ ...once, blockedUntil: 0 }), { status: 429 }, { ...at, era: 1 });
  expect(limitAt(probed, 300)).toBe(150);
});

it('slows down once for all 429s of requests that left before the slow-down', () => {
  const once = paceAfter(FULL_PACE, { status: 429 }, at);
  const twice = paceAfter(once, { status: 429, retryAfterMs: 60_000 }, at);
  expect(limitAt(twice, 300)).toBe(150);
  expect(blockedForMs(twice, 1_000)).toBe(60_000);
});

it('lets one request probe after a slow-down, and the others when the probe was answered', () => {
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

it('gives back a tenth of the budget for a full window of answers', () => {
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
