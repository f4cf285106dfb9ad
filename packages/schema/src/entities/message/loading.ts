import type { Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { settleEach } from '../../settle-each.ts';

/** Messages by UUID, up to 100. What a common answer leaves out is asked for alone before it counts as gone. */
export async function loadMessages(uuids: readonly string[], context: Context): Promise<(MessageRow | Error | null)[]> {
  const found = await askFor(uuids, context);
  return settleEach(uuids, async (uuid) => {
    const row = found.get(uuid);
    if (row !== undefined || uuids.length === 1) return row ?? null;
    return (await askFor([uuid], context)).get(uuid) ?? null;
  });
}

/** There is no path to a single message: the list is asked, filtered by UUID. */
async function askFor(uuids: readonly string[], { api }: Context): Promise<Map<string, MessageRow>> {
  const { data } = await api.messages.list({
    limit: uuids.length,
    offset: 0,
    order_field: 'created_at',
    order_type: 'desc',
    filter: { uuid: uuids.length === 1 ? uuids[0] : uuids },
  });
  return new Map(data.map((row) => [row.uuid, row]));
}
