import { useEffect, useState, useSyncExternalStore } from 'react';
import {
  commitLocalUpdate,
  type Environment,
  fetchQuery,
  graphql,
  requestSubscription,
  useRelayEnvironment,
} from 'react-relay';
import type { liveEventsConversationQuery } from './__generated__/liveEventsConversationQuery.graphql.ts';
import type { liveEventsSubscription } from './__generated__/liveEventsSubscription.graphql.ts';
import { Problem } from './boundary.tsx';
import { onGap } from './live.ts';
import { settle } from './outbox.ts';
import { addToThread, moveToTop } from './thread-records.ts';

/** Every message that is stored or changes, sent and received. */
const changes = graphql`
  subscription liveEventsSubscription($after: String) {
    messageChanged(after: $after) {
      cursor
      idempotencyKey
      message {
        id
        ...message_message
        lead {
          id
        }
        conversation {
          id
        }
      }
    }
  }
`;

const conversationOf = graphql`
  query liveEventsConversationQuery($id: ID!) {
    linkedinConversation(id: $id) {
      id
      ...conversationRow_conversation
    }
  }
`;

/** Keeps threads and the list up to date. Shows something only where that is not possible. */
export function Live() {
  const environment = useRelayEnvironment();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    const following = requestSubscription<liveEventsSubscription>(environment, {
      subscription: changes,
      variables: {},
      updater: (store) => {
        const message = store.getRootField('messageChanged').getLinkedRecord('message');
        const lead = message.getLinkedRecord('lead')?.getDataID();
        if (lead) addToThread(store, lead, message);
      },
      onNext: (data) => {
        const { idempotencyKey, message } = data?.messageChanged ?? {};
        if (idempotencyKey) settle(idempotencyKey);
        if (message?.conversation) readAnew(environment, message.conversation.id);
      },
      onError: setError,
    });
    return () => following.dispose();
  }, [environment]);
  return error === undefined ? null : <Problem error={error} />;
}

const reading = new Map<string, ReturnType<typeof setTimeout>>();
const SETTLE_MS = 300;

/** Reads a conversation's row, once for events that come together, and puts it first. */
function readAnew(environment: Environment, id: string): void {
  clearTimeout(reading.get(id));
  const timer = setTimeout(() => {
    reading.delete(id);
    fetchQuery<liveEventsConversationQuery>(
      environment,
      conversationOf,
      { id },
      { fetchPolicy: 'network-only' },
    ).subscribe({
      complete: () => commitLocalUpdate(environment, (store) => moveToTop(store, id)),
      // The row is read again with the next event, or with the list.
      error: () => {},
    });
  }, SETTLE_MS);
  reading.set(id, timer);
}

let gaps = 0;
onGap.addEventListener('gap', () => {
  gaps += 1;
});

/** How often something may have been missed: what is shown has to be read anew whenever it changes. */
export function useGap(): number {
  return useSyncExternalStore(
    (listener) => {
      onGap.addEventListener('gap', listener);
      return () => onGap.removeEventListener('gap', listener);
    },
    () => gaps,
  );
}
