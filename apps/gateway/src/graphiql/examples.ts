import { prefixNames, schema } from '@getsales-gateway/schema';
import type { Env } from '../env.ts';

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
# Put the id of any lead into the variables; the first tab lists some.
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

const SEND = `# Sends a LinkedIn message. GetSales queues it first:
# status is NEW, and sentAt is null.
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

const LIVE = `# What leads answer from now on, as it comes. Stop it with the
# button that started it; to go on later, give the last cursor as after.
subscription Replies($after: String) {
  messageReceived(after: $after) {
    cursor
    message {
      sentAt
      text
      lead {
        id
        name
      }
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

/** The key that the sandbox takes: whoever holds it sees the sandbox's people. */
const SANDBOX_KEY = 'sandbox-key';

/** A lead of the sandbox with a long conversation, as `SANDBOX_SEED=1` makes it, and who writes to her. */
const SANDBOX = {
  leadId: '237911c2-84ff-4641-966d-240da3e2f029',
  senderProfileId: '8bb04a03-6b93-4e10-b86a-2b356077056e',
  linkedin: 'https://www.linkedin.com/in/tina-tromp-082',
};

/** Nobody's message is sent by a click on what is only an example. */
const PLACEHOLDERS = { leadId: '…', senderProfileId: '…', linkedin: 'https://www.linkedin.com/in/…' };

/** One tab of GraphiQL; `variables` and `headers` are JSON, as its editors hold them. */
export interface Tab {
  query: string;
  variables?: string;
  headers: string;
}

/** The tabs that GraphiQL opens with the first time. Over the sandbox each of them gives data. */
export function createExampleTabs({ auth, explainUpstream, namePrefix }: Env): Tab[] {
  const { leadId, senderProfileId, linkedin } = isSandbox(auth) ? SANDBOX : PLACEHOLDERS;
  const headers = toJson(explainUpstream ? { 'x-explain-upstream': '1' } : {});
  const tabs: Tab[] = [
    { query: LEADS, headers },
    { query: LEAD, variables: toJson({ id: leadId }), headers },
    { query: INBOX, headers },
    { query: SEND, variables: toJson({ input: { leadId, senderProfileId, text: 'Hello!' } }), headers },
    { query: FIND, variables: toJson({ linkedin }), headers },
    { query: LIVE, headers },
  ];
  if (namePrefix === undefined) return tabs;
  return tabs.map((tab) => ({ ...tab, query: prefixNames(tab.query, namePrefix, schema) }));
}

/** A query of a guide. */
export interface Example {
  guide: string;
  name: string;
  query: string;
  variables: string;
}

/** The operations of all guides, in their order, with variables that give data over the sandbox. */
export function listExamples({ auth, namePrefix }: Env, guides: Record<string, string>): Example[] {
  const known = isSandbox(auth) ? SANDBOX : PLACEHOLDERS;
  return Object.values(guides).flatMap((page) => {
    const [, guide = ''] = /^# (.+)$/m.exec(page) ?? [];
    const documents = [...page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    return documents.flatMap((text) => {
      const [, name] = /^(?:query|mutation|subscription) (\w+)/m.exec(text) ?? [];
      if (name === undefined) return [];
      const needed = [...text.matchAll(/\$(\w+): ID!/g)].map(([, variable = '']) => variable);
      const variables = toJson(Object.fromEntries(needed.map((variable) => [variable, idFor(variable, known)])));
      const query = namePrefix === undefined ? text : prefixNames(text, namePrefix, schema);
      return [{ guide, name, query, variables }];
    });
  });
}

function idFor(variable: string, { leadId, senderProfileId }: typeof SANDBOX): string {
  return variable === 'senderProfileId' ? senderProfileId : leadId;
}

function isSandbox(auth: Env['auth']): boolean {
  return auth.mode === 'open' && auth.apiKey === SANDBOX_KEY;
}

function toJson(value: object): string {
  return JSON.stringify(value, null, 2);
}
