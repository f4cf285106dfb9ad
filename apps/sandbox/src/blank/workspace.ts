import type { List, PipelineStage, Tag, User } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankList(stamp: Stamp): List {
  return { ...stamp, user_id: 1, name: 'A list' };
}

export function blankTag(stamp: Stamp): Tag {
  return { ...stamp, name: 'a tag', color: '#888888' };
}

/** Stages are stored without times. */
export function blankPipelineStage({ uuid, team_id }: Stamp, order: number): PipelineStage {
  return { uuid, team_id, name: 'A stage', object: 'lead', type: 'custom', category: 'cold', order };
}

/** Users belong to no single team. */
export function blankUser({ uuid, created_at, updated_at }: Stamp): User {
  return {
    uuid,
    id: 1,
    first_name: 'Uma',
    last_name: 'User',
    email: 'uma@example.com',
    email_status: 'confirmed',
    image_url: null,
    timezone: 'UTC',
    config: {},
    created_at,
    updated_at,
  };
}
