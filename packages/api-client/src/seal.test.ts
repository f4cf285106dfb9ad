import { expect, it } from 'vitest';
import { createSeal } from './seal.ts';

const answer = { data: [{ name: 'Zoë’s list' }], total: 1 };

it('opens what an equal seal has closed', () => {
  const sealed = createSeal('key', 'lists').close(answer);
  expect(createSeal('key', 'lists').open(sealed)).toEqual(answer);
});

it('shows nothing of an answer, not even that it is the same as before', () => {
  const { close } = createSeal('key', 'lists');
  const sealed = close(answer);
  expect(Buffer.from(sealed, 'base64').toString()).not.toContain('data');
  expect(close(answer)).not.toBe(sealed);
});

it('opens nothing for another API key, in another place, or that was changed', () => {
  const { close, open } = createSeal('key', 'lists');
  const sealed = close(answer);
  expect(createSeal('another key', 'lists').open(sealed)).toBeUndefined();
  expect(createSeal('key', 'tags').open(sealed)).toBeUndefined();
  const changed = Buffer.from(sealed, 'base64');
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  for (const text of [changed.toString('base64'), sealed.slice(0, 20), '']) expect(open(text)).toBeUndefined();
});
