import { Suspense, useDeferredValue, useState } from 'react';
import { Boundary, Loading } from './boundary.tsx';
import { Conversations } from './conversations.tsx';
import { Found } from './found.tsx';
import { useLeadInAddress } from './lead-in-address.ts';
import { Live } from './live-events.tsx';
import { Thread } from './thread.tsx';

/** Three columns; on a phone the list or the thread. */
export function App() {
  const leadId = useLeadInAddress();
  return (
    <div className={leadId === null ? 'inbox' : 'inbox is-reading'}>
      <Live />
      <Sidebar leadId={leadId} />
      {leadId === null ? (
        <main className="nothing-open">
          <p>Choose a conversation to read it.</p>
        </main>
      ) : (
        <Boundary key={leadId}>
          <Suspense fallback={<Loading>Loading the conversation…</Loading>}>
            <Thread leadId={leadId} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}

function Sidebar({ leadId }: { leadId: string | null }) {
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  return (
    <nav className="sidebar" aria-label="Conversations">
      <header>
        <h1>Inbox</h1>
        <label className="search">
          <span className="visually-hidden">Search leads</span>
          <input
            type="search"
            placeholder="Search leads"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
      </header>
      <Boundary key={search === '' ? 'all' : 'found'}>
        <Suspense fallback={<Loading>Loading…</Loading>}>
          {search === '' ? <Conversations openLeadId={leadId} /> : <Found search={search} openLeadId={leadId} />}
        </Suspense>
      </Boundary>
    </nav>
  );
}
