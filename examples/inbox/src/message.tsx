import { graphql, useFragment } from 'react-relay';
import type { message_message$key } from './__generated__/message_message.graphql.ts';
import { timeOfDay } from './words.ts';

const STATES = { NEW: 'Queued', IN_PROGRESS: 'Being sent', DONE: 'Sent', FAILED: 'Not sent' };

export function Message({ message }: { message: message_message$key }) {
  const { text, attachments, direction, status, failReason, sentAt, createdAt, readAt, senderProfile } = useFragment(
    graphql`
      fragment message_message on Message {
        text
        attachments
        direction
        status
        failReason
        sentAt
        createdAt
        readAt
        senderProfile {
          firstName
        }
      }
    `,
    message,
  );
  const isOurs = direction === 'OUTBOUND';
  const at = sentAt ?? createdAt;
  const state = status && status in STATES ? STATES[status as keyof typeof STATES] : '';
  return (
    <Bubble
      isOurs={isOurs}
      text={text || (attachments?.length ? 'A file' : 'Without text')}
      isFailed={status === 'FAILED'}
    >
      {isOurs && senderProfile?.firstName && <span>{senderProfile.firstName}</span>}
      {at && <time dateTime={at}>{timeOfDay(at)}</time>}
      {isOurs && <span>{state === 'Sent' && readAt ? 'Read' : state}</span>}
      {failReason && <span>{failReason}</span>}
    </Bubble>
  );
}

interface BubbleProps {
  isOurs: boolean;
  text: string;
  isFailed?: boolean;
  children: React.ReactNode;
}

export function Bubble({ isOurs, text, isFailed = false, children }: BubbleProps) {
  return (
    <div className={`bubble ${isOurs ? 'is-ours' : ''} ${isFailed ? 'is-failed' : ''}`}>
      <p>
        <span className="visually-hidden">{isOurs ? 'You wrote: ' : 'They wrote: '}</span>
        {text}
      </p>
      <p className="meta">{children}</p>
    </div>
  );
}
