import { expect, it } from 'vitest';
import { filterInput, id, ids, integer, search, text, timeRange, yesNo } from './filter-input.ts';

const UUID = '0f1e2d3c-0000-4000-8000-000000000001';

const filter = filterInput('TestFilter', 'Conditions on rows.', {
  words: search('q', 'Text to find.'),
  status: text('status', 'With this status.'),
  leadId: id('lead_uuid', 'Lead', 'Of this lead.'),
  leadIds: ids('lead_uuid', 'Lead', 'Of any of these leads'),
  isPublic: yesNo('is_public', 'Shared, or not shared.'),
  userId: integer('user_id', 'Of this user.'),
  createdAt: timeRange('created_at', 'Created in this range.'),
});

it('writes what is given, in the order of its declaration, whatever the order of the input', () => {
  const wire = filter.toWire({
    createdAt: { gte: '2026-01-01T00:00:00Z', lt: null },
    userId: 0,
    isPublic: false,
    leadIds: [UUID.toUpperCase(), UUID],
    status: 'ok',
    words: 'acme',
  });
  expect(Object.entries(wire)).toEqual([
    ['q', 'acme'],
    ['status', 'ok'],
    ['lead_uuid', [UUID]],
    ['is_public', 0],
    ['user_id', 0],
    ['created_at', { '>=': '2026-01-01T00:00:00Z' }],
  ]);
});

it.each([
  undefined,
  null,
  {},
  { status: null },
  { leadIds: [], words: '', createdAt: {} },
  { createdAt: { gte: null } },
])('has no condition in %j', (given) => {
  expect(filter.toWire(given)).toEqual({});
});

it('refuses two conditions on one key, and ids that are none, by name', () => {
  expect(() => filter.toWire({ leadId: UUID, leadIds: [UUID] })).toThrow(
    '`filter.leadId` and `filter.leadIds` exclude each other',
  );
  expect(() => filter.toWire({ leadId: 'x' })).toThrow('`filter.leadId`');
  expect(filter.toWire({ leadId: UUID, leadIds: [] })).toEqual({ lead_uuid: UUID });
});
