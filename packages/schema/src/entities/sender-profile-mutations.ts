import { bringInto } from '@getsales-gateway/api-client';
import { referenceTo } from '../kit/relations.ts';
import { stateMutation } from '../kit/state-mutation.ts';
import { forgetSenders, SenderProfile } from './sender-profile.ts';

const SENDER_NOW = 'The sender profile as it is now. Selecting more than its ids costs one upstream request.';

const VERBS = {
  enable: { becomes: 'enabled', description: 'Lets a sender profile send.' },
  disable: {
    becomes: 'disabled',
    description: 'Keeps a sender profile from sending. What is queued waits until it is enabled again.',
  },
};

for (const verb of ['enable', 'disable'] as const) {
  const { becomes, description } = VERBS[verb];
  stateMutation(`${verb}SenderProfile`, {
    ...{ typename: 'SenderProfile', argument: 'senderProfileId', thing: 'sender profile' },
    entityField: (t) => ({ senderProfile: t.field(referenceTo(SenderProfile, 'uuid', SENDER_NOW)) }),
    description: `${description} Not documented by GetSales itself.`,
    scope: 'workspace:write',
    change: (uuid, { api }) =>
      bringInto({
        read: () => api.senderProfiles.get(uuid),
        isDone: ({ status }) => status === becomes,
        write: () => api.senderProfiles[verb](uuid),
      }),
    forget: forgetSenders,
  });
}
