import { readFileSync } from 'node:fs';
import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { clientSchema } from '../src/schema.ts';

const reference = new URL('../../api-client/openapi.yaml', import.meta.url);
const { schemas } = parse(readFileSync(reference, 'utf8')).components;

/** Names that the rule does not give. */
const RENAMED: Record<string, string> = {
  'LinkedinMessage.type': 'direction',
  'Company.lead_status_uuid': 'pipelineStage',
  'User.id': 'userId',
  'Email.type': 'direction',
  'Email.email_body_uuid': 'body',
  'Note.object_uuid': 'lead',
  'Activity.object_uuid': 'company',
  'Attachment.payload': 'name',
  'Team.id': 'teamId',
  'FlowNode.id': 'nodeId',
  'ContactSource.id': 'contactSourceId',
  'ContactSource.after_id': 'firstNodeId',
  'DataSource.list_uuid': 'list',
  // Numeric ids that no reference documents: one client reads the one, one document mentions the other.
  'Lead.id': 'uuid',
  'LinkedinMessage.id': 'uuid',
};

/** Settings of others that may hold secrets, and what nobody needs. */
const LEFT_OUT = [
  'Mailbox.connection_settings',
  'AiAgent.classification_llm_config',
  'AiTemplate.llm_config',
  'AiTemplate.validation_llm_config',
  'AiTemplate.settings',
  'Attachment.body',
  'Team.license_uuid',
  'Team.config',
  'FlowNode.created_at',
  'FlowNode.updated_at',
  'ContactSource.mass_actions_filter',
  'ContactSource.filter_tree_format',
];

/** `list_uuid` is the thing, where the graph has a type for it, and `listId` where it has none. */
function candidates(name: string): string[] {
  return [name.replace(/_uuid$/, ''), name.replace(/_uuid$/, '_id')].map((each) =>
    each.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  );
}

it.each([
  ['Activity', 'LeadActivity'],
  ['AiAgent', 'AiAgent'],
  ['AiTemplate', 'AiTemplate'],
  ['Attachment', 'MessageAttachment'],
  ['CompanyBlacklistEntry', 'BlacklistedCompany'],
  ['DataSource', 'LeadImport'],
  ['Email', 'LeadEmail'],
  ['FlowLead', 'FlowLead'],
  ['FlowWorkspace', 'FlowWorkspace'],
  ['Lead', 'Lead'],
  ['LeadBlacklistEntry', 'BlacklistedLead'],
  ['LeadMarker', 'LeadMarker'],
  ['LinkedinConversation', 'LinkedinConversation'],
  ['LinkedinMessage', 'Message'],
  ['Mailbox', 'Mailbox'],
  ['Note', 'LeadNote'],
  ['SenderProfile', 'SenderProfile'],
  ['List', 'LeadList'],
  ['Tag', 'LeadTag'],
  ['Company', 'LeadCompany'],
  ['PipelineStage', 'PipelineStage'],
  ['ContactSource', 'FlowContactSource'],
  ['CustomField', 'GetSalesCustomField'],
  ['FlowNode', 'FlowNode'],
  ['FlowVersion', 'FlowVersion'],
  ['Team', 'GetSalesTeam'],
  ['Flow', 'Flow'],
  ['Task', 'FlowTask'],
  ['User', 'GetSalesUser'],
  ['Schedule', 'SendingSchedule'],
  ['Location', 'LeadLocation'],
  ['Webhook', 'GetSalesWebhook'],
])('shows every documented field of %s on %s', (wireName, typeName) => {
  const type = clientSchema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`No type ${typeName}`);
  const wireFields = Object.keys(schemas[wireName].properties).filter(
    (field) => !LEFT_OUT.includes(`${wireName}.${field}`),
  );
  const missing = wireFields.filter((field) => {
    const renamed = RENAMED[`${wireName}.${field}`];
    return !(renamed ? [renamed] : candidates(field)).some((name) => name in type.getFields());
  });
  expect(wireFields.length).toBeGreaterThan(2);
  expect(missing).toEqual([]);
});

it('lets every documented writable field of a lead be written', () => {
  const input = clientSchema.getType('GetSalesLeadInput');
  const fields = input && 'getFields' in input ? input.getFields() : {};
  const writable = Object.keys(schemas.LeadWrite.properties);
  expect(writable.flatMap(candidates).filter((name) => !(name in fields))).toEqual([]);
});
