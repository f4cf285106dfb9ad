import { graphql, useFragment } from 'react-relay';
import type { conversationRow_conversation$key } from './__generated__/conversationRow_conversation.graphql.ts';
import { addressOf } from './lead-in-address.ts';
import { LeadRow } from './lead-row.tsx';
import { shortTime } from './words.ts';

interface Props {
  conversation: conversationRow_conversation$key;
  openLeadId: string | null;
}

export function ConversationRow({ conversation, openLeadId }: Props) {
  const { id, unreadCount, lastMessage, lead } = useFragment(
    graphql`
      fragment conversationRow_conversation on LinkedinConversation {
        id
        unreadCount
        lastMessage {
          text
          sentAt
          direction
        }
        lead {
          id
          ...leadRow_lead
        }
      }
    `,
    conversation,
  );
  if (!lead) return null;
  const unread = unreadCount ?? 0;
  return (
    <li data-conversation={id} className={unread > 0 ? 'is-unread' : undefined}>
      <a href={addressOf(lead.id)} aria-current={lead.id === openLeadId ? 'page' : undefined}>
        <LeadRow lead={lead}>
          {lastMessage?.direction === 'OUTBOUND' && 'You: '}
          {lastMessage ? lastMessage.text || 'Without text' : 'No message yet'}
        </LeadRow>
        <span className="aside">
          <time dateTime={lastMessage?.sentAt ?? undefined}>{shortTime(lastMessage?.sentAt)}</time>
          {unread > 0 && (
            <span className="badge">
              {unread}
              <span className="visually-hidden"> unread</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
