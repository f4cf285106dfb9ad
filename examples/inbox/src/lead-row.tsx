import type { ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { leadRow_lead$key } from './__generated__/leadRow_lead.graphql.ts';

/** Who it is, with a line about it. */
export function LeadRow({ lead, children }: { lead: leadRow_lead$key; children: ReactNode }) {
  const { name, companyName } = useFragment(
    graphql`
      fragment leadRow_lead on Lead {
        name
        companyName
      }
    `,
    lead,
  );
  return (
    <>
      <Initials name={name} />
      <span className="who">
        <strong>{name ?? 'Somebody'}</strong>
        {companyName && <span className="company">{companyName}</span>}
        <span className="line">{children}</span>
      </span>
    </>
  );
}

const HUES = 12;

/** In place of a picture. The colour is that of the name. */
export function Initials({ name }: { name: string | null | undefined }) {
  const words = (name ?? '?').split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('');
  const sum = [...(name ?? '')].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span className="initials" aria-hidden="true" style={{ '--hue': (sum % HUES) * (360 / HUES) }}>
      {letters.toUpperCase()}
    </span>
  );
}
