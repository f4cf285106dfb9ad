import type { FlowWorkspace } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankFlowWorkspace(stamp: Stamp): FlowWorkspace {
  return {
    ...stamp,
    user_id: 7,
    name: 'Q1 folder',
    order: 1,
  };
}
