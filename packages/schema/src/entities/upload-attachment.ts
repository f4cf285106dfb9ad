import type { Attachment } from '@getsales-gateway/api-client';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { Outcome } from '../kit/outcome.ts';
import { refuseOver } from '../kit/sending.ts';
import { MessageAttachment } from './message-attachment.ts';

const MAX_NAME = 255;

const UploadAttachmentPayload = builder.objectRef<Attachment>('UploadAttachmentPayload').implement({
  description: 'What happened.',
  fields: (t) => ({
    outcome: t.field({ type: Outcome, description: '`CREATED`.', resolve: () => 'created' as const }),
    attachment: t.field({
      type: MessageAttachment,
      description: 'The file. Its id goes into `attachmentIds` of `sendMessage` and `sendEmail`.',
      resolve: (attachment) => attachment,
    }),
  }),
});

builder.mutationField('uploadAttachment', (t) =>
  t.field({
    type: UploadAttachmentPayload,
    description:
      'Uploads a file for messages and e-mails. A repeated call makes a second attachment, which nobody receives. Not ' +
      'documented by GetSales itself.',
    requiresScopes: [['messages:send']],
    args: { file: t.arg({ type: 'File', required: true, description: 'The file, not empty.' }) },
    resolve: async (_root, { file }, context) => {
      const name = baseName(file.name) || 'file';
      refuseOver(MAX_NAME, name, 'file.name');
      if (file.size === 0) throw badInput('`file` is empty');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const type = file.type || 'application/octet-stream';
      const attachment = await context.api.attachments.upload({ name, type, bytes });
      return MessageAttachment.remember(attachment, context);
    },
  }),
);

/** The last part of a path, as browsers send it, without control characters: whoever stores or opens the file may trust it. */
function baseName(path: string): string {
  const [last = ''] = path.split(/[/\\]/).slice(-1);
  return last.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim();
}
