import { createHash } from 'node:crypto';
import type {
  Company,
  Flow,
  Lead,
  List,
  Message,
  PipelineStage,
  SenderProfile,
  Tag,
  User,
} from '@getsales-gateway/api-client';
import { blankCompany } from './blank/company.ts';
import { blankEnrolment, blankFlow, type Enrolment } from './blank/flow.ts';
import { blankLead } from './blank/lead.ts';
import { blankMessage } from './blank/message.ts';
import { blankSenderProfile } from './blank/sender-profile.ts';
import type { Stamp } from './blank/stamp.ts';
import { blankList, blankPipelineStage, blankTag, blankUser } from './blank/workspace.ts';
import type { Clock } from './clock.ts';
import { type Collection, createCollection } from './collection.ts';

/** Everything one team has. Tests move it; the routes serve it. */
export interface World {
  readonly teamId: number;
  /** `markers` and `custom_fields` of a lead are stored with it and served beside it. */
  readonly leads: Collection<Lead>;
  readonly messages: Collection<Message>;
  readonly senderProfiles: Collection<SenderProfile>;
  readonly flows: Collection<Flow>;
  readonly enrolments: Collection<Enrolment>;
  readonly lists: Collection<List>;
  readonly tags: Collection<Tag>;
  readonly pipelineStages: Collection<PipelineStage>;
  readonly companies: Collection<Company>;
  readonly users: Collection<User>;
}

interface WorldOptions {
  teamId: number;
  clock: Clock;
  seed: number;
}

/** An empty world. */
export function createWorld({ teamId, clock, seed }: WorldOptions): World {
  const uuid = createUuids(`${seed}:${teamId}`);

  function of<R extends { uuid: string }>(blank: (stamp: Stamp) => R): Collection<R> {
    return createCollection((row) => {
      const now = clock.timestamp();
      return { ...blank({ uuid: row.uuid ?? uuid(), team_id: teamId, created_at: now, updated_at: now }), ...row };
    });
  }

  const lists = of(blankList);
  const senderProfiles = of(blankSenderProfile);
  const pipelineStages: Collection<PipelineStage> = of((stamp) => blankPipelineStage(stamp, pipelineStages.size + 1));
  return {
    teamId,
    lists,
    senderProfiles,
    pipelineStages,
    leads: of((stamp) => blankLead(stamp, lists.all()[0]?.uuid ?? uuid())),
    messages: of((stamp) => blankMessage(stamp, senderProfiles.all()[0]?.uuid ?? uuid())),
    flows: of(blankFlow),
    enrolments: of(blankEnrolment),
    tags: of(blankTag),
    companies: of(blankCompany),
    users: of(blankUser),
  };
}

/** An endless row of UUIDs of version 4's shape, the same for the same name. */
function createUuids(name: string): () => string {
  let count = 0;
  return () => {
    const hex = createHash('md5').update(`${name}:${count++}`).digest('hex');
    const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
