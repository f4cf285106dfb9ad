import type { Observer } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** Notes the name of each report, and everything told as text. */
function createNotes() {
  const names: string[] = [];
  const told: object[] = [];
  const note = (name: string) => (report: object) => {
    names.push(name);
    told.push(report);
  };
  const observer: Observer = {
    slotGranted: note('granted'),
    keyShut: note('shut'),
    breakerOpened: note('opened'),
    breakerClosed: note('closed'),
    sendRecorded: note('recorded'),
    sendReplayed: note('replayed'),
    sendConfirmed: note('confirmed'),
    sendUnconfirmed: note('unconfirmed'),
    sendRefused: note('refused'),
  };
  return { names, told, observer };
}

it('reports what the budget grants and what becomes of a send, without a key or a text', async () => {
  const { names, told, observer } = createNotes();
  await using stack = await startStack({ observer });
  const { leads, senderProfiles } = stack.sandbox.world;
  const input = {
    leadId: leads.all()[0]?.uuid,
    senderProfileId: senderProfiles.all()[0]?.uuid,
    text: 'Dear reader',
    idempotencyKey: 'once',
  };
  const send = () =>
    stack.query('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { replayed } }', { input });
  expect((await send()).data).toEqual({ sendMessage: { replayed: false } });
  expect((await send()).data).toEqual({ sendMessage: { replayed: true } });
  expect(names).toEqual(['granted', 'recorded', 'granted', 'confirmed', 'replayed', 'granted']);
  const text = JSON.stringify(told);
  for (const secret of [stack.sandbox.apiKey, 'Dear reader', 'once']) expect(text).not.toContain(secret);
});

it('reports once that the upstream went down for a key', async () => {
  const { names, observer } = createNotes();
  await using stack = await startStack({ observer });
  stack.sandbox.faults.add({ kind: 'status', status: 503 });
  const remove = 'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }';
  for (let times = 0; times < 25; times++) await stack.query(remove);
  expect(names.filter((name) => name !== 'granted')).toEqual(['opened']);
});
