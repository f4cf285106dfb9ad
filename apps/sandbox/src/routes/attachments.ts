import type { Attachment } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, isObject, type Route, single } from '../route.ts';

const ATTACHMENTS: ListSpec<Attachment> = {
  rows: (world) => world.attachments,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'uuid'],
};

/** Stores what a form brings. @throws {Refusal} */
function upload(call: Call): Answer {
  const { attachment, payload } = call.body;
  if (!isObject(attachment)) throw invalid({ attachment: ['The attachment field is required.'] });
  const given = isObject(payload) ? payload : {};
  const [name, size, type] = ['name', 'size', 'type'].map((key) => {
    if (!given[key]) throw invalid({ [`payload.${key}`]: [`The payload.${key} field is required.`] });
    return String(given[key]);
  });
  if (Number(size) !== attachment['size'])
    throw invalid({ 'payload.size': ['The payload.size is not that of the file.'] });
  const row = {
    name: name ?? '',
    path: `attachments/${call.world.teamId}/${name}`,
    size: size ?? '',
    type: type ?? '',
  };
  return single(call.world.attachments.insert({ payload: row }), call, 201);
}

export const attachmentRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/attachments',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, ATTACHMENTS, { form: 'query' }),
  },
  {
    method: 'POST',
    path: '/flows/api/attachments',
    isUndocumented: true,
    query: [],
    body: ['attachment', 'payload'],
    handle: upload,
  },
  {
    method: 'GET',
    path: '/flows/api/attachments/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.attachments.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Attachment');
      return single(row, call);
    },
  },
];
