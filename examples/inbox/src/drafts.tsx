import { useRelayEnvironment } from 'react-relay';
import { Bubble } from './message.tsx';
import { settle, tryAgain, useDrafts } from './outbox.ts';
import { inWords, timeOfDay } from './words.ts';

/** Messages that are being sent, or that could not be. */
export function Drafts({ leadId }: { leadId: string }) {
  const environment = useRelayEnvironment();
  return useDrafts(leadId).map((draft) => {
    const { idempotencyKey, text, writtenAt, error } = draft;
    return (
      <li key={idempotencyKey} data-draft={idempotencyKey}>
        <Bubble isOurs text={text} isFailed={error !== undefined}>
          <time dateTime={writtenAt}>{timeOfDay(writtenAt)}</time>
          {error === undefined && <span>Sending…</span>}
        </Bubble>
        {error !== undefined && (
          <div className="problem" role="alert">
            <p>{inWords(error)}</p>
            <button type="button" onClick={() => tryAgain(environment, draft)}>
              Try again
            </button>
            <button type="button" onClick={() => settle(idempotencyKey)}>
              Discard
            </button>
          </div>
        )}
      </li>
    );
  });
}
