import { ConnectionHandler, type RecordProxy, type RecordSourceProxy } from 'relay-runtime';

/** The `key` of the connections in Relay's store. */
const THREAD = 'thread_thread';
const CONVERSATIONS = 'conversations_linkedinConversations';

/** Adds a message at the new end of the thread that is shown, unless it is there, or the new end is not. */
export function addToThread(store: RecordSourceProxy, leadId: string, message: RecordProxy): void {
  const lead = store.get(leadId);
  const thread = lead && ConnectionHandler.getConnection(lead, THREAD);
  if (!thread || isListed(thread, message)) return;
  if (thread.getLinkedRecord('pageInfo')?.getValue('hasNextPage') === true) return;
  ConnectionHandler.insertEdgeAfter(thread, ConnectionHandler.createEdge(store, thread, message, 'MessageEdge'));
}

/** Puts a conversation first. */
export function moveToTop(store: RecordSourceProxy, conversationId: string): void {
  const list = ConnectionHandler.getConnection(store.getRoot(), CONVERSATIONS);
  const conversation = store.get(conversationId);
  if (!list || !conversation) return;
  const first = list.getLinkedRecords('edges')?.[0]?.getLinkedRecord('node');
  if (first?.getDataID() === conversationId) return;
  ConnectionHandler.deleteNode(list, conversationId);
  const edge = ConnectionHandler.createEdge(store, list, conversation, 'LinkedinConversationEdge');
  ConnectionHandler.insertEdgeBefore(list, edge);
}

function isListed(connection: RecordProxy, node: RecordProxy): boolean {
  const edges = connection.getLinkedRecords('edges') ?? [];
  return edges.some((edge) => edge?.getLinkedRecord('node')?.getDataID() === node.getDataID());
}
