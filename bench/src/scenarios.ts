import { leadUuid, uuidOf } from './upstream/uuid.ts';

/** One document, and its variables for a world. */
export interface Scenario {
  name: string;
  operationName: string;
  query: string;
  variables: (world: string) => object;
}

const EIGHT_FIELDS = 'id name position companyName workEmail linkedin status createdAt';

const ORDINARY_TEXT = 'Hi Marlene, thanks for connecting. How do you get the dates out of the mails today, by hand?';

export const ONE_LEAD: Scenario = {
  name: 'one lead',
  operationName: 'Lead',
  query: `query Lead($id: ID!) { lead(id: $id) { ${EIGHT_FIELDS} } }`,
  variables: (world) => ({ id: leadUuid(1, world) }),
};

export const FIFTY_LEADS: Scenario = {
  name: '50 leads of 8 fields',
  operationName: 'Leads',
  query: `query Leads($search: String) {
    leads(first: 50, search: $search) { nodes { ${EIGHT_FIELDS} } totalCount pageInfo { hasNextPage } }
  }`,
  variables: (world) => ({ search: world }),
};

export const FIFTY_THREADS: Scenario = {
  name: '50 leads with 5 messages each',
  operationName: 'Threads',
  query: `query Threads($search: String) {
    leads(first: 50, search: $search) { nodes { id name messages(first: 5) { nodes { id text direction sentAt } } } }
  }`,
  variables: (world) => ({ search: world }),
};

export const SEND_MESSAGE: Scenario = {
  name: 'sendMessage',
  operationName: 'Send',
  query:
    'mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { message { id text status createdAt } } }',
  variables: (world) => ({
    input: { leadId: leadUuid(1, world), senderProfileId: uuidOf('sender', 1), text: ORDINARY_TEXT },
  }),
};

export const SCENARIOS = [ONE_LEAD, FIFTY_LEADS, FIFTY_THREADS, SEND_MESSAGE];

/** The request's body. */
export function toBody({ operationName, query, variables }: Scenario, world: string): string {
  return JSON.stringify({ operationName, query, variables: variables(world) });
}
