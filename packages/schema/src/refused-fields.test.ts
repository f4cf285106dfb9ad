import { expect, it } from 'vitest';
import { toFields } from './refused-fields.ts';

const refusal = (data: unknown) => ({ error: { reason: 'validation_error', message: 'No.', data }, code: 422 });

it('names fields as the graph does', () => {
  const body = refusal({
    'lead.work_email': ['The work email is not an address.'],
    'leads.0.first_name': 'The first name is too long.',
    sender_profile_uuid: ['There is no such sender.'],
    flow_uuids: ['The list is empty.'],
    linkedin_messenger_type: ['Unknown.'],
  });
  expect(toFields(body)).toEqual({
    'lead.workEmail': ['The work email is not an address.'],
    'leads.0.firstName': ['The first name is too long.'],
    senderProfileId: ['There is no such sender.'],
    flowIds: ['The list is empty.'],
    messengerType: ['Unknown.'],
  });
});

it.each([undefined, null, '<html>', [], {}, { error: null }, refusal([]), refusal('no')])(
  'finds no fields in %j',
  (body) => {
    expect(toFields(body)).toEqual({});
  },
);

it('takes reasons for what they are: short text', () => {
  const fields = toFields(refusal({ name: ['x'.repeat(1_000), { secret: 1 }, 7] }));
  expect(fields).toEqual({ name: ['x'.repeat(300)] });
});
