import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { graphql, useFragment, useRelayEnvironment } from 'react-relay';
import type { composer_lead$key } from './__generated__/composer_lead.graphql.ts';
import type { composer_query$key } from './__generated__/composer_query.graphql.ts';
import { write } from './outbox.ts';

/** GetSales takes no longer text. */
const MAX_LENGTH = 8_000;

export function Composer({ lead: leadKey, query }: { lead: composer_lead$key; query: composer_query$key }) {
  const environment = useRelayEnvironment();
  const { lead, senders } = useSenders(leadKey, query);
  const [chosen, choose] = useState<string>();
  const [text, setText] = useState('');
  const senderProfileId =
    chosen ?? lead.newest?.nodes?.[0]?.senderProfile?.id ?? lead.senderProfile?.id ?? senders[0]?.id;

  // A second click finds no text: the first one has taken it.
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '' || senderProfileId === undefined) return;
    setText('');
    write(environment, { leadId: lead.id, senderProfileId, text: text.trim() });
  }

  function submitByKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
  }

  return (
    <form className="composer" onSubmit={submit}>
      <label className="visually-hidden" htmlFor="reply">
        Your message
      </label>
      <textarea
        id="reply"
        rows={3}
        maxLength={MAX_LENGTH}
        placeholder="Write a message"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={submitByKey}
      />
      <div className="actions">
        <label>
          Send as{' '}
          <select value={senderProfileId} onChange={({ target }) => choose(target.value)}>
            {senders.map(({ id, firstName, lastName, status }) => (
              <option key={id} value={id}>
                {firstName} {lastName}
                {status === 'enabled' ? '' : ' (paused)'}
              </option>
            ))}
          </select>
        </label>
        <span className="hint">Ctrl + Enter</span>
        <button type="submit" className="primary">
          Send
        </button>
      </div>
    </form>
  );
}

function useSenders(leadKey: composer_lead$key, query: composer_query$key) {
  const lead = useFragment(
    graphql`
      fragment composer_lead on Lead {
        id
        senderProfile {
          id
        }
        newest: thread(last: 1) {
          nodes {
            senderProfile {
              id
            }
          }
        }
      }
    `,
    leadKey,
  );
  const { senderProfiles } = useFragment(
    graphql`
      fragment composer_query on Query {
        senderProfiles(first: 50) {
          nodes {
            id
            firstName
            lastName
            status
          }
        }
      }
    `,
    query,
  );
  return { lead, senders: senderProfiles?.nodes?.flatMap((sender) => sender ?? []) ?? [] };
}
