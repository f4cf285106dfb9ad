import { expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { findByIdentity } from './lead-identities.ts';
import { createWorld } from './world.ts';

it('follows leads that are added, changed and removed', () => {
  const world = createWorld({ teamId: 1, clock: createClock({ startMs: 0, ticking: false }), seed: 1 });
  const first = world.leads.insert({ linkedin: 'Ann', name: 'Ann', company_name: 'Acme' });
  const find = (linkedin: string) => findByIdentity(world, ['linkedin'], { linkedin })?.uuid;
  expect(find('ANN')).toBe(first.uuid);
  const second = world.leads.insert({ linkedin: 'ann' });
  expect(find('ann')).toBe(first.uuid);
  world.leads.update(first.uuid, { linkedin: 'bob' });
  expect([find('ann'), find('bob')]).toEqual([second.uuid, first.uuid]);
  world.leads.remove(second.uuid);
  expect(find('ann')).toBeUndefined();
  const both = { name: 'ann', company_name: 'ACME' };
  expect(findByIdentity(world, ['name', 'company_name'], both)?.uuid).toBe(first.uuid);
  expect(findByIdentity(world, ['name', 'company_name'], { name: 'ann' })).toBeUndefined();
});
