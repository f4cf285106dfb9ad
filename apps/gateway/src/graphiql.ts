import type { GraphiQLOptions } from 'graphql-yoga';
import type { Env } from './env.ts';

const LEADS = `# Leads that changed last, with their latest messages.
query Leads {
  leads(first: 10, orderBy: { field: UPDATED_AT }) {
    totalCount
    nodes {
      id
      name
      position
      companyName
      list {
        name
      }
      messages(first: 3) {
        nodes {
          sentAt
          direction
          text
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const LEAD = `# One lead and its conversation from the beginning.
# Copy an id from the first tab into the variables.
query Lead($id: ID!) {
  lead(id: $id) {
    name
    headline
    linkedinUrl
    pipelineStage {
      name
    }
    tags {
      name
    }
    messages(first: 50, orderBy: { field: SENT_AT, direction: ASC }) {
      nodes {
        sentAt
        direction
        status
        text
        senderProfile {
          id
          firstName
        }
      }
    }
  }
}
`;

const INBOX = `# What people answered, the latest first.
query Inbox {
  messages(first: 20, filter: { direction: INBOUND }) {
    nodes {
      sentAt
      text
      lead {
        id
        name
      }
      senderProfile {
        id
        firstName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const SEND = `# Sends a LinkedIn message. It is queued first:
# its status is NEW, and sentAt is null.
mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message {
      id
      status
      createdAt
      sentAt
      text
    }
  }
}
`;

const FIND = `# By LinkedIn URL or nickname. Also: email, or
# nameAndCompany { name companyName }.
query FindLead($linkedin: String!) {
  findLead(by: { linkedin: $linkedin }) {
    id
    name
    workEmail
    companyName
  }
}
`;

/** GraphiQL as it opens the first time: example tabs, and the headers that this gateway wants. */
export function createGraphiQL({ auth, explainUpstream }: Env): GraphiQLOptions {
  const headers = toJson({
    ...(auth.mode === 'passthrough' && { Authorization: 'Bearer <your GetSales API key>' }),
    ...(explainUpstream && { 'x-explain-upstream': '1' }),
  });
  const tabs = [
    { query: LEADS },
    { query: LEAD, variables: { id: '…' } },
    { query: INBOX },
    { query: SEND, variables: { input: { leadId: '…', senderProfileId: '…', text: 'Hello!' } } },
    { query: FIND, variables: { linkedin: 'https://www.linkedin.com/in/…' } },
  ];
  return {
    title: 'GetSales GraphQL',
    defaultHeaders: headers,
    defaultTabs: tabs.map(({ query, variables }) => ({
      query,
      headers,
      ...(variables && { variables: toJson(variables) }),
    })),
    // A key belongs in no browser storage.
    shouldPersistHeaders: false,
  };
}

/** The page with all its assets, which needs no internet. Loaded with the first page: they are megabytes. */
export async function renderGraphiQL(options: GraphiQLOptions): Promise<string> {
  const graphiql = await import('@graphql-yoga/render-graphiql');
  return graphiql.renderGraphiQL(options);
}

function toJson(value: object): string {
  return JSON.stringify(value, null, 2);
}
