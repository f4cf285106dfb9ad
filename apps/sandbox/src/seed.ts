import { faker } from '@faker-js/faker/locale/en';
import { seedCompanies, seedLeads } from './seed/leads.ts';
import { seedMessages } from './seed/messages.ts';
import { seedOthers } from './seed/others.ts';
import { seedWorkspace, type WorkspaceSize } from './seed/workspace.ts';
import type { World } from './world.ts';

export { SEEDED_UNTIL } from './seed/time.ts';

/** How many rows of each kind are seeded. */
export interface WorldSize extends WorkspaceSize {
  companies: number;
  leads: number;
  messages: number;
  /** Rows of every other kind. */
  others: number;
}

const DEFAULT_SIZE: WorldSize = {
  lists: 5,
  tags: 12,
  flows: 6,
  senderProfiles: 4,
  companies: 60,
  leads: 300,
  messages: 3_000,
  others: 0,
};

/** Fills an empty world. The same seed, team and size give the same rows. */
export function seedWorld(world: World, { seed, size }: { seed: number; size: Partial<WorldSize> }): World {
  const { companies, leads, messages, others, ...workspace } = { ...DEFAULT_SIZE, ...size };
  faker.seed([seed, world.teamId]);
  seedWorkspace(world, workspace);
  seedCompanies(world, companies);
  seedLeads(world, leads);
  seedMessages(world, messages);
  if (others > 0) seedOthers(world, others);
  return world;
}
