import { expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { createWorld } from './world.ts';

const clock = createClock({ startMs: 0, ticking: false });
const createEmpty = () => createWorld({ teamId: 7, clock, seed: 1 });

it('fills in what a row is inserted without', () => {
  const world = createEmpty();
  const list = world.lists.insert();
  const lead = world.leads.insert({ first_name: 'Robin' });
  expect(lead).toMatchObject({
    first_name: 'Robin',
    last_name: null,
    list_uuid: list.uuid,
    team_id: 7,
    created_at: '1970-01-01T00:00:00.000000Z',
  });
  expect(world.leads.insert().uuid).not.toBe(lead.uuid);
});

it('finds a row in any case of its UUID, and has no two with the same', () => {
  const { tags } = createEmpty();
  const tag = tags.insert({ uuid: 'ab000000-0000-4000-8000-000000000000' });
  expect(tags.get('AB000000-0000-4000-8000-000000000000')).toBe(tag);
  expect(() => tags.insert({ uuid: tag.uuid.toUpperCase() })).toThrow(RangeError);
});

it('leaves rows that were read as they were when others replace them', () => {
  const { tags } = createEmpty();
  const tag = tags.insert({ name: 'old' });
  const before = tags.all();
  tags.update(tag.uuid, { name: 'new' });
  expect(before).toMatchObject([{ name: 'old' }]);
  expect(tags.all()).toMatchObject([{ name: 'new' }]);
  expect(tags.remove(tag.uuid)).toBe(true);
  expect(tags.remove(tag.uuid)).toBe(false);
  expect(tags.all()).toEqual([]);
  expect(() => tags.update(tag.uuid, {})).toThrow(RangeError);
});

it('keeps a view until a row changes', () => {
  const { tags } = createEmpty();
  tags.insert();
  let built = 0;
  const view = () =>
    tags.view('reversed', (rows) => {
      built++;
      return rows.toReversed();
    });
  view();
  expect([view().length, built]).toEqual([1, 1]);
  tags.insert();
  expect([view().length, built]).toEqual([2, 2]);
});
