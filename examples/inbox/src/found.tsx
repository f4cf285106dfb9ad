import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { found_query$key } from './__generated__/found_query.graphql.ts';
import type { foundPaginationQuery } from './__generated__/foundPaginationQuery.graphql.ts';
import type { foundQuery } from './__generated__/foundQuery.graphql.ts';
import { addressOf } from './lead-in-address.ts';
import { LeadRow } from './lead-row.tsx';
import { ShowMore } from './show-more.tsx';

/** Leads that a search finds, whether they have written or not. */
export function Found({ search, openLeadId }: { search: string; openLeadId: string | null }) {
  const data = useLazyLoadQuery<foundQuery>(
    graphql`
      query foundQuery($search: String!) {
        ...found_query @arguments(search: $search)
      }
    `,
    { search },
  );
  return <List query={data} openLeadId={openLeadId} />;
}

function List({ query, openLeadId }: { query: found_query$key; openLeadId: string | null }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<foundPaginationQuery, found_query$key>(
    graphql`
      fragment found_query on Query
      @refetchable(queryName: "foundPaginationQuery")
      @argumentDefinitions(
        count: { type: "Int", defaultValue: 20 }
        cursor: { type: "String" }
        search: { type: "String!" }
      ) {
        leads(first: $count, after: $cursor, search: $search) @connection(key: "found_leads") {
          totalCount
          edges {
            node {
              id
              position
              ...leadRow_lead
            }
          }
        }
      }
    `,
    query,
  );
  const leads = data.leads?.edges?.flatMap((edge) => edge?.node ?? []) ?? [];
  return (
    <>
      <p className="loading" role="status">
        {leads.length === 0 ? 'Nobody found.' : `${data.leads?.totalCount ?? leads.length} found`}
      </p>
      <ul className="rows">
        {leads.map((lead) => (
          <li key={lead.id}>
            <a href={addressOf(lead.id)} aria-current={lead.id === openLeadId ? 'page' : undefined}>
              <LeadRow lead={lead}>{lead.position}</LeadRow>
            </a>
          </li>
        ))}
      </ul>
      {hasNext && (
        <ShowMore isLoading={isLoadingNext} onMore={() => loadNext(20)}>
          Show more leads
        </ShowMore>
      )}
    </>
  );
}
