import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { conversations_query$key } from './__generated__/conversations_query.graphql.ts';
import type { conversationsPaginationQuery } from './__generated__/conversationsPaginationQuery.graphql.ts';
import type { conversationsQuery } from './__generated__/conversationsQuery.graphql.ts';
import { ConversationRow } from './conversation-row.tsx';
import { useGap } from './live-events.tsx';
import { ShowMore } from './show-more.tsx';

const PAGE = 20;

/** All conversations, the one with the latest message first. */
export function Conversations({ openLeadId }: { openLeadId: string | null }) {
  const reads = useGap();
  const data = useLazyLoadQuery<conversationsQuery>(
    graphql`
      query conversationsQuery {
        ...conversations_query
      }
    `,
    {},
    // After a gap the first page is read anew, behind what is shown.
    { fetchKey: reads, fetchPolicy: 'store-and-network' },
  );
  return <List query={data} openLeadId={openLeadId} />;
}

function List({ query, openLeadId }: { query: conversations_query$key; openLeadId: string | null }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    conversationsPaginationQuery,
    conversations_query$key
  >(
    graphql`
      fragment conversations_query on Query
      @refetchable(queryName: "conversationsPaginationQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
        linkedinConversations(first: $count, after: $cursor)
          @connection(key: "conversations_linkedinConversations", filters: []) {
          edges {
            node {
              id
              ...conversationRow_conversation
            }
          }
        }
      }
    `,
    query,
  );
  const conversations = data.linkedinConversations?.edges?.flatMap((edge) => edge?.node ?? []) ?? [];
  if (conversations.length === 0) return <p className="loading">Nobody has written yet.</p>;
  return (
    <>
      <ul className="rows">
        {conversations.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} openLeadId={openLeadId} />
        ))}
      </ul>
      {hasNext && (
        <ShowMore isLoading={isLoadingNext} onMore={() => loadNext(PAGE)}>
          Show more conversations
        </ShowMore>
      )}
    </>
  );
}
