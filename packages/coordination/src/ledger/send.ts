import { CoordinationUnavailable, type Send } from '@getsales-gateway/api-client';
import type { Holds } from './holds.ts';
import type { Hold, SendStore } from './store.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** A send in the hands of this process, until it is settled. */
export function holdSend(
  hold: Hold,
  { store, holds, waiting }: { store: SendStore; holds: Holds; waiting: WaitingRoom },
): Send {
  holds.add(hold);

  async function settle(record: () => Promise<void>): Promise<void> {
    // First, so that no renewal comes after the end. What cannot be recorded runs out, and counts as unconfirmed.
    holds.remove(hold);
    await record().finally(() => waiting.wake(hold.thread));
  }

  return {
    async attempt(attemptedAt) {
      const isHeld = await store.attempt(hold, attemptedAt);
      if (!isHeld) throw new CoordinationUnavailable('The send is held by another caller by now');
    },
    claim: (uuid) => store.claim(hold, uuid),
    isOfAnother: (uuid) => store.isOfAnother(hold, uuid),
    sent: (uuid) => settle(() => store.sent(hold, uuid)),
    refused: () => settle(() => store.refused(hold)),
    unconfirmed: (aheadMs) => settle(() => store.unconfirmed(hold, aheadMs)),
  };
}
