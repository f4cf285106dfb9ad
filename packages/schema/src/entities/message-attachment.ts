import type { Attachment as AttachmentRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';

export const MessageAttachment = entity<AttachmentRow>('MessageAttachment', {
  scope: 'messages:read',
  load: loadAlone('attachments by uuid', (api) => api.attachments),
});

MessageAttachment.implement({
  description: 'A file for messages. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who uploaded it.' }),
    name: t.string({ description: 'Name of the file.', resolve: ({ payload }) => payload?.name ?? null }),
    type: t.string({
      description: 'Media type, such as `application/pdf`.',
      resolve: ({ payload }) => payload?.type ?? null,
    }),
    size: t.float({
      description: 'Size in bytes.',
      resolve: ({ payload }) => (payload?.size == null ? null : Number(payload.size)),
    }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  messageAttachment: t.field({
    description: 'One file; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(MessageAttachment, 'attachment'),
  }),
  messageAttachments: t.connection(
    {
      type: MessageAttachment,
      description: 'Files for messages, the newest first. Not documented by GetSales itself.',

      resolve: connection(MessageAttachment, {
        name: 'Query.messageAttachments',

        list: ({ api }) => api.attachments.list,
      }),
    },
    { name: 'MessageAttachmentConnection' },
    { name: 'MessageAttachmentEdge' },
  ),
}));
