import { expect, it } from 'vitest';
import { toFields } from './refused-fields.ts';

const UPSERT = { method: 'POST', path: '/leads/api/leads/upsert' } as const;
const UPDATE = { method: 'PUT', path: '/leads/api/leads/{uuid}' } as const;

const refusal = (data: unknown) => ({ error: { reason: 'validation_error', message: 'No.', data }, code: 422 });

it('names fields as the graph does', () => {
  const body = refusal({
    'lead.work_email': ['The work email is not an address.'],
    'leads.0.first_name': 'The first name is too long.',
    sender_profile_uuid: ['There is no such sender.'],
    flow_uuids: ['The list is empty.'],
    linkedin_messenger_type: ['Unknown.'],
  });
  expect(toFields(body, UPSERT)).toEqual({
    'lead.workEmail': ['The work email is not an address.'],
    'leads.0.firstName': ['The first name is too long.'],
    senderProfileId: ['There is no such sender.'],
    flowIds: ['The list is empty.'],
    messengerType: ['Unknown.'],
  });
});

it('names the tags of an update as its input does', () => {
  const body = refusal({ tags: ['Too many.'], 'tags.0': ['Too long.'] });
  expect(toFields(body, UPDATE)).toEqual({ replaceTags: ['Too many.'], 'replaceTags.0': ['Too long.'] });
  expect(toFields(body, UPSERT)).toEqual({ tags: ['Too many.'], 'tags.0': ['Too long.'] });
});

it.each([undefined, null, '<html>', [], {}, { error: null }, refusal([]), refusal('no')])(
  'finds no fields in %j',
  (body) => {
    expect(toFields(body, UPSERT)).toEqual({});
  },
);

it('takes reasons for what they are: short text', () => {
  const fields = toFields(refusal({ name: ['x'.repeat(1_000), { secret: 1 }, 7] }), UPSERT);
  expect(fields).toEqual({ name: ['x'.repeat(300)] });
});
