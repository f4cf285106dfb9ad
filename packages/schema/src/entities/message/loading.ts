import type { Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { loadReferences } from '../../planner/references.ts';

/** Messages by UUID. There is no path to a single one: it is asked for as a list of one. */
export function loadMessages(
  uuids: readonly string[],
  { api: { messages, findings } }: Context,
): Promise<(MessageRow | Error | null)[]> {
  return loadReferences<MessageRow>(uuids, {
    findings,
    name: 'messages by uuid',
    getMany: messages.getMany,
    get: async (uuid) => (await messages.getMany([uuid])).data.find((message) => message.uuid === uuid) ?? null,
  });
}
