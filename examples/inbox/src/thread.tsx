import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  commitMutation,
  type Environment,
  graphql,
  useLazyLoadQuery,
  usePaginationFragment,
  useRelayEnvironment,
} from 'react-relay';
import type { thread_lead$data, thread_lead$key } from './__generated__/thread_lead.graphql.ts';
import type { threadMarkReadMutation } from './__generated__/threadMarkReadMutation.graphql.ts';
import type { threadPaginationQuery } from './__generated__/threadPaginationQuery.graphql.ts';
import type { threadQuery } from './__generated__/threadQuery.graphql.ts';
import { Composer } from './composer.tsx';
import { Details } from './details.tsx';
import { Drafts } from './drafts.tsx';
import { useGap } from './live-events.tsx';
import { Message } from './message.tsx';
import { ShowMore } from './show-more.tsx';
import { longDay } from './words.ts';

const PAGE = 30;

/** A lead's conversation, from its newest message back or from its first message on, with what is known of the lead. */
export function Thread({ leadId }: { leadId: string }) {
  const [isFromStart, setFromStart] = useState(false);
  const reads = useGap();
  const { lead, ...workspace } = useLazyLoadQuery<threadQuery>(
    graphql`
      query threadQuery($leadId: ID!, $first: Int, $last: Int) {
        lead(id: $leadId) {
          id
          name
          position
          companyName
          conversations(first: 5) {
            nodes {
              id
              unreadCount
            }
          }
          ...thread_lead @arguments(first: $first, last: $last)
          ...composer_lead
          ...details_lead
        }
        ...composer_query
        ...details_query
      }
    `,
    // Asking for both is refused: one of them is null.
    { leadId, first: isFromStart ? PAGE : null, last: isFromStart ? null : PAGE },
    { fetchKey: reads, fetchPolicy: 'store-and-network' },
  );
  const unread = lead?.conversations?.nodes?.flatMap((each) => (each?.unreadCount ? each.id : [])) ?? [];
  useMarkRead(leadId, unread);
  if (!lead) return <main className="nothing-open">This lead no longer exists.</main>;
  return (
    <>
      <main className="thread" aria-labelledby="thread-title">
        <header>
          <a className="back" href="#/">
            <span aria-hidden="true">‹ </span>All conversations
          </a>
          <div className="title">
            <h1 id="thread-title">{lead.name ?? 'Somebody'}</h1>
            <p>{[lead.position, lead.companyName].filter(Boolean).join(' · ')}</p>
          </div>
          <button type="button" className="quiet" onClick={() => setFromStart(!isFromStart)}>
            {isFromStart ? 'Newest messages' : 'First messages'}
          </button>
        </header>
        <Messages key={String(isFromStart)} lead={lead} isFromStart={isFromStart} />
        <Composer lead={lead} query={workspace} />
      </main>
      <Details lead={lead} query={workspace} />
    </>
  );
}

function Messages({ lead, isFromStart }: { lead: thread_lead$key; isFromStart: boolean }) {
  const { data, hasNext, hasPrevious, isLoadingNext, isLoadingPrevious, loadNext, loadPrevious } =
    usePaginationFragment<threadPaginationQuery, thread_lead$key>(
      graphql`
      fragment thread_lead on Lead
      @refetchable(queryName: "threadPaginationQuery")
      @argumentDefinitions(
        first: { type: "Int" }
        after: { type: "String" }
        last: { type: "Int" }
        before: { type: "String" }
      ) {
        id
        thread(first: $first, after: $after, last: $last, before: $before)
          @connection(key: "thread_thread", filters: []) {
          edges {
            node {
              id
              sentAt
              createdAt
              ...message_message
            }
          }
        }
      }
    `,
      lead,
    );
  const messages = toMessages(data);
  const scroller = useScrolling(
    messages.map(({ id }) => id),
    isFromStart,
  );
  return (
    <section ref={scroller} className="messages" aria-label="Messages">
      {hasPrevious && (
        <ShowMore isLoading={isLoadingPrevious} onMore={() => loadPrevious(PAGE)}>
          Show older messages
        </ShowMore>
      )}
      <div role="log" aria-label="Conversation">
        <ol>
          {messages.map((message, index) => {
            const day = longDay(message.sentAt ?? message.createdAt ?? '');
            const before = messages[index - 1];
            const isNewDay = before === undefined || longDay(before.sentAt ?? before.createdAt ?? '') !== day;
            return (
              <li key={message.id} data-message={message.id}>
                {isNewDay && <p className="day">{day}</p>}
                <Message message={message} />
              </li>
            );
          })}
          {!hasNext && <Drafts leadId={data.id} />}
        </ol>
      </div>
      {hasNext && (
        <ShowMore isLoading={isLoadingNext} onMore={() => loadNext(PAGE)}>
          Show newer messages
        </ShowMore>
      )}
    </section>
  );
}

function toMessages({ thread }: thread_lead$data) {
  return thread?.edges?.flatMap((edge) => edge?.node ?? []) ?? [];
}

/** Stays at the newest message while it is in sight, and where the reader is while older ones are put before. */
function useScrolling(ids: string[], isFromStart: boolean) {
  const scroller = useRef<HTMLElement>(null);
  const shown = useRef({ first: '', height: 0, isAtEnd: !isFromStart });
  const [first = ''] = ids;
  const last = ids.at(-1);
  useLayoutEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    const before = shown.current;
    if (before.isAtEnd) current.scrollTop = current.scrollHeight;
    else if (before.first !== first) current.scrollTop += current.scrollHeight - before.height;
    shown.current = { ...before, first, height: current.scrollHeight };
  }, [first, last]);
  useEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    // Whoever has no mouse scrolls it with the arrows.
    current.tabIndex = 0;
    const note = () => {
      const isAtEnd = current.scrollHeight - current.scrollTop - current.clientHeight < 40;
      shown.current = { ...shown.current, isAtEnd, height: current.scrollHeight };
    };
    const resized = new ResizeObserver(() => {
      if (shown.current.isAtEnd) current.scrollTop = current.scrollHeight;
    });
    resized.observe(current);
    current.addEventListener('scroll', note, { passive: true });
    return () => {
      resized.disconnect();
      current.removeEventListener('scroll', note);
    };
  }, []);
  return scroller;
}

const markRead = graphql`
  mutation threadMarkReadMutation($leadId: ID!) {
    markLeadsRead(input: { leadIds: [$leadId] }) {
      items {
        error {
          code
        }
      }
    }
  }
`;

/** What is opened counts as read. */
function useMarkRead(leadId: string, conversationIds: readonly string[]): void {
  const environment = useRelayEnvironment();
  const key = conversationIds.join();
  useEffect(() => {
    if (key !== '') markAsRead(environment, leadId, key.split(','));
  }, [environment, leadId, key]);
}

function markAsRead(environment: Environment, leadId: string, conversationIds: readonly string[]): void {
  commitMutation<threadMarkReadMutation>(environment, {
    mutation: markRead,
    variables: { leadId },
    updater: (store) => {
      for (const id of conversationIds) store.get(id)?.setValue(0, 'unreadCount');
    },
    // They stay unread, which the list shows.
    onError: () => {},
  });
}
