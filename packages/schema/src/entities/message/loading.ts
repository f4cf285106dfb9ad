import type { Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { loadReferences } from '../../planner/references.ts';

/** Messages by UUID. */
export function loadMessages(uuids: readonly string[], { api }: Context): Promise<(MessageRow | Error | null)[]> {
  const { getMany, get } = api.messages;
  return loadReferences<MessageRow>(uuids, { api, name: 'messages by uuid', getMany, get });
}
