import { bringToLife } from './alive.ts';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { seedWorld, type WorldSize } from './seed.ts';
import { deliverWebhooks } from './webhook-delivery.ts';
import { createWorld, type World } from './world.ts';

export interface WorldsOptions {
  clock: Clock;
  seed: number;
  size: Partial<WorldSize>;
  alive: boolean;
  dialect: Dialect;
}

/** The worlds of all teams. */
export interface Worlds {
  /** The team's world, seeded on first use. */
  of(teamId: number): World;
  clear(): void;
}

export function createWorlds({ clock, seed, size, alive, dialect }: WorldsOptions): Worlds {
  const byTeam = new Map<number, World>();
  return {
    of(teamId) {
      const known = byTeam.get(teamId);
      if (known !== undefined) return known;
      const world = seedWorld(createWorld({ teamId, clock, seed }), { seed, size });
      deliverWebhooks({ world, clock, dialect });
      if (alive) bringToLife(world, clock);
      byTeam.set(teamId, world);
      return world;
    },
    clear: () => byTeam.clear(),
  };
}
