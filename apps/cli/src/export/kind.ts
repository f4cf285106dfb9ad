/** A row of the graph, as it is stored. */
export type Row = Record<string, unknown> & {
  id: string;
  uuid: string;
  createdAt: string | null;
  updatedAt: string | null;
};

/** What tells that a row is new, or has changed. */
export type By = 'CREATED_AT' | 'UPDATED_AT';

/** What can be exported. */
export interface Kind {
  name: 'leads' | 'messages';
  /** Variables: `first`, `after`, `orderBy`. */
  page: string;
  /** Variables: `ids`. */
  byIds: string;
  /** Variables: `orderBy`. */
  newest: string;
}

const LEAD = `id uuid teamId userId name firstName lastName companyName companyLnId position headline about avatarUrl
  lnMemberId lnId snId linkedin linkedinUrl facebook twitter workEmail workEmailDomain personalEmail workPhoneNumber
  personalPhoneNumber connectionsNumber followersNumber primaryLanguage hasOpenProfile hasVerifiedProfile hasPremium
  rawAddress customFields status linkedinStatus emailStatus lastAutomationApproveAt lastStopOnReplyAt lastEnrichAt
  createdAt updatedAt senderProfile { uuid } list { uuid name } company { uuid } pipelineStage { uuid name }
  tags { uuid name }`;

// Conversations, tasks and templates are named by their ids alone, which cost nothing.
const MESSAGE = `id uuid teamId userId lead { uuid } senderProfile { uuid } conversation { uuid } task { uuid }
  template { uuid } messageHash subject text customContent attachments direction automation linkedinType status
  failReason readAt sentAt createdAt updatedAt`;

function kind(name: Kind['name'], type: string, fields: string): Kind {
  const order = `GetSales${type}Order`;
  return {
    name,
    page: `query Export($first: Int!, $after: String, $orderBy: ${order}!) {
      page: ${name}(first: $first, after: $after, orderBy: $orderBy) {
        nodes { ${fields} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    byIds: `query ExportMissing($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${fields} } } }`,
    newest: `query ExportNewest($orderBy: ${order}!) {
      page: ${name}(first: 1, orderBy: $orderBy) { nodes { createdAt updatedAt } }
    }`,
  };
}

export const KINDS = { leads: kind('leads', 'Lead', LEAD), messages: kind('messages', 'Message', MESSAGE) };

export function timeOf(row: Pick<Row, 'createdAt' | 'updatedAt'>, by: By): string | null {
  return by === 'CREATED_AT' ? row.createdAt : row.updatedAt;
}
