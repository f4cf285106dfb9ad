import { type FormEvent, useId, useState } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { details_lead$key } from './__generated__/details_lead.graphql.ts';
import type { details_query$key } from './__generated__/details_query.graphql.ts';
import { useChanges } from './lead-changes.ts';

/** What is known of the lead, and what can be changed about it. */
export function Details({ lead: leadKey, query }: { lead: details_lead$key; query: details_query$key }) {
  const lead = useFragment(
    graphql`
      fragment details_lead on Lead {
        id
        headline
        workEmail
        linkedinUrl
        list {
          id
        }
        pipelineStage {
          id
        }
        tags {
          id
          name
        }
      }
    `,
    leadKey,
  );
  const { leadLists, pipelineStages, leadTags } = useFragment(
    graphql`
      fragment details_query on Query {
        leadLists(first: 100) {
          nodes {
            id
            name
          }
        }
        pipelineStages {
          id
          name
          object
        }
        leadTags {
          name
        }
      }
    `,
    query,
  );
  const { problem, isBusy, moveToList, moveToStage, addTag, removeTag } = useChanges(lead.id);
  const stages = pipelineStages?.filter(({ object }) => object !== 'company') ?? [];
  return (
    <aside className="about" aria-label="About the lead" aria-busy={isBusy}>
      <details open={window.matchMedia('(min-width: 1081px)').matches}>
        <summary>About the lead</summary>
        {lead.headline && <p>{lead.headline}</p>}
        {lead.workEmail && <a href={`mailto:${lead.workEmail}`}>{lead.workEmail}</a>}
        {lead.linkedinUrl && (
          <a href={lead.linkedinUrl} target="_blank" rel="noreferrer">
            LinkedIn profile
          </a>
        )}
        {problem !== undefined && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <Choice label="Stage" value={lead.pipelineStage?.id} options={stages} onChoose={moveToStage} />
        <Choice label="List" value={lead.list?.id} options={leadLists?.nodes ?? []} onChoose={moveToList} />
        <section aria-labelledby="tags-title">
          <h2 id="tags-title">Tags</h2>
          <ul className="tags">
            {lead.tags?.map(({ id, name }) => (
              <li key={id}>
                {name}
                <button type="button" aria-label={`Remove tag ${name}`} onClick={() => removeTag(name ?? '')}>
                  ×
                </button>
              </li>
            ))}
          </ul>
          <NewTag known={leadTags?.flatMap(({ name }) => name ?? []) ?? []} onAdd={addTag} />
        </section>
      </details>
    </aside>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly ({ readonly id: string; readonly name: string | null | undefined } | null | undefined)[];
  onChoose: (id: string) => void;
}

function Choice({ label, value = '', options, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>
        {value === '' && <option value="">None</option>}
        {options.map(
          (option) =>
            option && (
              <option key={option.id} value={option.id}>
                {option.name}
              </option>
            ),
        )}
      </select>
    </div>
  );
}

function NewTag({ known, onAdd }: { known: string[]; onAdd: (name: string) => void }) {
  const [name, setName] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    onAdd(name.trim());
    setName('');
  }
  return (
    <form className="new-tag" onSubmit={submit}>
      <label>
        <span className="visually-hidden">New tag</span>
        <input
          list="known-tags"
          placeholder="Add a tag"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <datalist id="known-tags">
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <button type="submit">Add</button>
    </form>
  );
}
