import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromGlobalId, renameGlobalId, toGlobalId, toUuid, toUuidsIfGiven, toUuidsOfFilter } from './global-id.ts';

const UUID = '0f1e2d3c-0000-4000-8000-00000000000a';

it('takes the global ID and the bare UUID for the same thing', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(toUuid(toGlobalId('Lead', uuid), 'id', 'Lead')).toBe(uuid);
      expect(toUuid(uuid.toUpperCase(), 'id', 'Lead')).toBe(uuid);
      expect(fromGlobalId(toGlobalId('Lead', uuid), 'id')).toEqual({ typename: 'Lead', uuid });
    }),
  );
});

it('names the argument that holds the global ID of another type', () => {
  expect(() => toUuid(toGlobalId('Message', UUID), 'filter.leadId', 'Lead')).toThrow(
    '`filter.leadId` is neither a UUID nor the global ID of a Lead',
  );
});

it.each(['', 'Lead', 'TGVhZDp4', `${UUID}0`, `Lead:${UUID}`])('refuses %o, which is no id', (id) => {
  expect(() => toUuid(id, 'id', 'Lead')).toThrow('`id` is neither');
});

it('makes an id of whatever the upstream calls a UUID', () => {
  expect(toGlobalId('Lead', 'ключ')).toBe(Buffer.from('Lead:ключ').toString('base64'));
});

it('takes only a UUID for what the graph has no type for', () => {
  expect(toUuid(UUID, 'input.templateId')).toBe(UUID);
  expect(() => toUuid(toGlobalId('Template', UUID), 'input.templateId')).toThrow('`input.templateId` is no UUID');
});

it('does not take a bare UUID for a global ID', () => {
  expect(() => fromGlobalId(UUID, 'ids')).toThrow('`ids` takes global IDs');
});

it('takes an empty list for absence in a filter alone', () => {
  expect(toUuidsOfFilter([], 'filter.tagIds', 'LeadTag')).toBeUndefined();
  expect(() => toUuidsOfFilter(Array(101).fill(UUID), 'filter.tagIds')).toThrow('`filter.tagIds` takes 1 to 100 ids');
  expect(() => toUuidsIfGiven([], 'filter.tagIds', 'LeadTag')).toThrow('`filter.tagIds` takes 1 to 100 ids');
  expect(() => toUuidsIfGiven(Array(101).fill(UUID), 'filter.tagIds')).toThrow('`filter.tagIds` takes 1 to 100 ids');
});

it('asks for an id once that is given twice', () => {
  expect(toUuidsIfGiven([UUID, UUID.toUpperCase(), toGlobalId('Lead', UUID)], 'filter.leadIds', 'Lead')).toEqual([
    UUID,
  ]);
});

it('reads an id of any shape in linear time', () => {
  // In square time this takes longer than a test may.
  const id = `${toGlobalId('Lead', '1')}${'='.repeat(300_000)}x`;
  expect(renameGlobalId(id, (typename) => `Acme${typename}`)).toBe(id);
});
