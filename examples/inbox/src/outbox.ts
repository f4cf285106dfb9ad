import { newIdempotencyKey } from '@getsales-gateway/client';
import { useSyncExternalStore } from 'react';
import { commitMutation, type Environment, graphql } from 'react-relay';
import type { outboxSendMutation } from './__generated__/outboxSendMutation.graphql.ts';
import { addToThread } from './thread-records.ts';

/** A message that is shown before it is stored. */
export interface Draft {
  /** Stands for this message, however often it is sent. */
  readonly idempotencyKey: string;
  readonly leadId: string;
  readonly senderProfileId: string;
  readonly text: string;
  readonly writtenAt: string;
  readonly error?: unknown;
}

const send = graphql`
  mutation outboxSendMutation($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        id
        createdAt
        ...message_message
      }
    }
  }
`;

let drafts: readonly Draft[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Draft[]): void {
  drafts = next;
  for (const listener of listeners) listener();
}

/** What is being sent to a lead, or could not be. */
export function useDrafts(leadId: string): readonly Draft[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => drafts,
  );
  return all.filter((draft) => draft.leadId === leadId);
}

/** Shows a new message at once, and sends it. */
export function write(environment: Environment, message: Pick<Draft, 'leadId' | 'senderProfileId' | 'text'>): void {
  const draft = { ...message, idempotencyKey: newIdempotencyKey(), writtenAt: new Date().toISOString() };
  change([...drafts, draft]);
  sendDraft(environment, draft);
}

/** Sends a message again with its own key: it is sent once, whatever became of it before. */
export function tryAgain(environment: Environment, draft: Draft): void {
  const { error: _, ...again } = draft;
  change(drafts.map((each) => (each.idempotencyKey === draft.idempotencyKey ? again : each)));
  sendDraft(environment, again);
}

/** The message is stored, so that the thread shows it; or nobody wants it any more. */
export function settle(idempotencyKey: string): void {
  if (drafts.some((draft) => draft.idempotencyKey === idempotencyKey)) {
    change(drafts.filter((draft) => draft.idempotencyKey !== idempotencyKey));
  }
}

function sendDraft(environment: Environment, { idempotencyKey, leadId, senderProfileId, text }: Draft): void {
  commitMutation<outboxSendMutation>(environment, {
    mutation: send,
    variables: { input: { leadId, senderProfileId, text, idempotencyKey } },
    updater: (store) => {
      const message = store.getRootField('sendMessage')?.getLinkedRecord('message');
      if (message) addToThread(store, leadId, message);
    },
    onCompleted: () => settle(idempotencyKey),
    onError: (error) =>
      change(drafts.map((draft) => (draft.idempotencyKey === idempotencyKey ? { ...draft, error } : draft))),
  });
}
