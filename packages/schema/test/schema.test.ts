import {
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { expect, it } from 'vitest';
import { clientSchema } from '../src/schema.ts';

const types = Object.values(clientSchema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const objects = types.filter(isObjectType);

function fieldsOf(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

it('describes every type, field, argument, input field and enum value', () => {
  const described = types.flatMap((type) => [
    [type.name, type.description],
    ...fieldsOf(type).flatMap((field) => [
      [`${type.name}.${field.name}`, field.description],
      ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name}:)`, arg.description]),
    ]),
    ...(isInputObjectType(type) ? Object.values(type.getFields()) : []).map((field) => [
      `${type.name}.${field.name}`,
      field.description,
    ]),
    ...(isEnumType(type) ? type.getValues() : []).map((value) => [`${type.name}.${value.name}`, value.description]),
  ]);
  expect(described.length).toBeGreaterThan(400);
  expect(described.filter(([, description]) => !description?.trim()).map(([name]) => name)).toEqual([]);
});

it('gives every connection the four arguments, nodes and a count', () => {
  const connections = objects.flatMap((type) =>
    fieldsOf(type).filter((field) => getNamedType(field.type).name.endsWith('Connection')),
  );
  expect(connections.map(({ name }) => name).toSorted()).toEqual([
    'activities',
    'aiAgents',
    'aiTemplates',
    'blacklistedCompanies',
    'blacklistedLeads',
    'conversations',
    'emails',
    'flowLeads',
    'flowLeads',
    'flowTasks',
    'flowWorkspaces',
    'flows',
    'leadCompanies',
    'leadEmails',
    'leadImports',
    'leadLists',
    'leads',
    'leads',
    'leads',
    'leads',
    'leads',
    'leads',
    'leads',
    'linkedinConversations',
    'mailboxes',
    'messageAttachments',
    'messages',
    'messages',
    'messages',
    'notes',
    'notes',
    'senderProfiles',
    'tasks',
    'thread',
    'webhooks',
  ]);
  for (const { args, type } of connections) {
    expect(args.map(({ name }) => name)).toEqual(expect.arrayContaining(['first', 'after', 'last', 'before']));
    const connection = getNamedType(type);
    const shape = Object.fromEntries(fieldsOf(connection).map((field) => [field.name, String(field.type)]));
    const node = connection.name.replace('Connection', '');
    expect(shape).toEqual({
      edges: `[${node}Edge!]!`,
      nodes: `[${node}!]!`,
      pageInfo: 'PageInfo!',
      totalCount: 'Int',
    });
  }
});

it('keeps clear of names that other subgraphs would use', () => {
  const shared = [
    'DateTime',
    'JSON',
    'File',
    'Node',
    'PageInfo',
    'Query',
    'Mutation',
    'Subscription',
    'Boolean',
    'Float',
    'ID',
    'Int',
    'String',
  ];
  const ours =
    /^(Ai|Blacklisted|Lead|Linkedin|Mailbox|Message|Messenger|SenderProfile|Sending|PipelineStage|Flow|User$|GetSales)/;
  const payloads =
    /^[A-Z]\w*(Lead|Leads|Message|Email|Flow|Flows|PipelineStage|Blacklisted|GetSales|SenderProfile|Attachment|Webhooks)\w*(Input|Payload)$/;
  const names = types.map(({ name }) => name).filter((name) => !shared.includes(name));
  expect(names.filter((name) => !ours.test(name) && !payloads.test(name))).toEqual([]);
});

it('begins the name of every input and enum that stands alone with GetSales', () => {
  const mutations = Object.keys(clientSchema.getMutationType()?.getFields() ?? {});
  const own = new Set(mutations.map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`));
  const standalone = types.filter((type) => (isInputObjectType(type) || isEnumType(type)) && !own.has(type.name));
  expect(standalone.length).toBeGreaterThan(10);
  expect(standalone.map(({ name }) => name).filter((name) => !name.startsWith('GetSales'))).toEqual([]);
});

/** What is never null: identity, the structure of connections, what a write gives back, and what an event is about. */
const NEVER_NULL =
  /^(\w+\.(id|uuid)|\w+Connection\.(edges|nodes|pageInfo)|\w+Edge\.(cursor|node)|PageInfo\.has\w+|Query\.nodes|Subscription\.\w+|\w+Event\.(cursor|message|lead)|\w+\.deleted\w*Id|(Create|Update|Archive|Unarchive|Clone)\w+Payload\.outcome|GetSalesLeadResult\.(index|outcome)|GetSalesUpstreamBudget\.(limit|remaining))$/;

it('lets one null or refusal stay where it is', () => {
  const nonNull = objects.flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isNonNullType(field.type))
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(nonNull).toContain('Lead.id');
  expect(nonNull.filter((name) => !NEVER_NULL.test(name))).toEqual([]);
});

it('makes every entity a node with both ids', () => {
  const nodes = objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
  expect(nodes.map(({ name }) => name).toSorted()).toEqual([
    'AiAgent',
    'AiTemplate',
    'BlacklistedCompany',
    'BlacklistedLead',
    'Flow',
    'FlowLead',
    'FlowTask',
    'FlowVersion',
    'FlowWorkspace',
    'GetSalesCustomField',
    'GetSalesUser',
    'GetSalesWebhook',
    'Lead',
    'LeadActivity',
    'LeadCompany',
    'LeadEmail',
    'LeadImport',
    'LeadList',
    'LeadNote',
    'LeadTag',
    'LinkedinConversation',
    'Mailbox',
    'Message',
    'MessageAttachment',
    'PipelineStage',
    'SenderProfile',
  ]);
  for (const node of nodes) {
    expect(String(node.getFields()['id']?.type)).toBe('ID!');
    expect(String(node.getFields()['uuid']?.type)).toBe('ID!');
  }
});

it('takes one input object for each mutation and answers with a payload of its own', () => {
  for (const field of objects.filter(({ name }) => name === 'Mutation').flatMap(fieldsOf)) {
    const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
    // A form's file stands alone: clients know where it goes.
    const argument = field.name === 'uploadAttachment' ? 'file: File!' : `input: ${name}Input!`;
    expect(field.args.map((arg) => `${arg.name}: ${arg.type}`)).toEqual([argument]);
    expect(String(field.type)).toBe(`${name}Payload`);
  }
});

it('has lists without holes, but for things asked for by id', () => {
  const withNulls = objects.flatMap((type) =>
    fieldsOf(type)
      .filter(({ type: of }) => {
        const list = isNonNullType(of) ? of.ofType : of;
        return isListType(list) && !isNonNullType(list.ofType);
      })
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(withNulls.toSorted()).toEqual(['Query.nodes']);
});
