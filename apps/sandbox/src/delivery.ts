import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { World } from './world.ts';

/** Time that a queued message waits for its sender's browser, and time that the browser takes to send it. */
const PICK_UP_MS = 5_000;
const SEND_MS = 10_000;

/** Messages of a disabled sender stay queued, and the sender is checked again after this time. */
const RECHECK_MS = 60_000;

interface Delivery {
  world: World;
  clock: Clock;
  dialect: Dialect;
}

/** Sends a queued message later, as the sender's cloud browser does: `new`, `in_progress`, then `done` or `failed`. */
export function deliver({ world, clock, dialect }: Delivery, uuid: string): void {
  clock.after(PICK_UP_MS, pickUp);

  function pickUp(): void {
    const message = world.messages.get(uuid);
    if (message?.status !== 'new') return;
    const sender = world.senderProfiles.get(message.sender_profile_uuid);
    if (sender?.status !== 'enabled') {
      clock.after(RECHECK_MS, pickUp);
      return;
    }
    world.messages.update(uuid, { status: 'in_progress', updated_at: clock.timestamp() });
    clock.after(SEND_MS, send);
  }

  function send(): void {
    if (world.messages.get(uuid)?.status !== 'in_progress') return;
    const now = clock.timestamp();
    world.messages.update(uuid, {
      ...(dialect.sendFailure === null
        ? { status: 'done', sent_at: now, message_hash: `2-${uuid.slice(24)}` }
        : { status: 'failed', fail_reason: dialect.sendFailure }),
      updated_at: now,
    });
  }
}
