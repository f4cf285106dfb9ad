import type { Lead } from '../resources/lead.ts';
import type { LeadWrite } from '../resources/leads.ts';
import { identitiesOf } from './find-created.ts';

/** Which of the leads that one call writes are the same lead: those that share an identity, and those that got the same row. */
export class SameLeads {
  readonly #parents = new Map<string, string>();
  /** The newest row of each lead, by each of its identities. */
  readonly #rows = new Map<string, Lead>();

  /** Whether each lead shares an identity with an earlier one. */
  findRepeated(leads: readonly LeadWrite[]): boolean[] {
    const seen = new Set<string>();
    return leads.map((lead) => {
      const identities = identitiesOf(lead);
      const isRepeated = identities.some((identity) => seen.has(identity));
      for (const identity of identities) seen.add(identity);
      this.#join(identities);
      return isRepeated;
    });
  }

  addRow(lead: LeadWrite, row: Lead): void {
    this.#join([...identitiesOf(lead), `uuid ${row.uuid}`]);
    for (const identity of identitiesOf(row)) this.#rows.set(identity, row);
  }

  /** The row that shows the strongest identity of this lead. */
  rowOf(lead: LeadWrite): Lead | undefined {
    const [strongest] = identitiesOf(lead);
    return strongest === undefined ? undefined : this.#rows.get(strongest);
  }

  /** Equal for leads that are the same; undefined where a lead has no identity. */
  keyOf(lead: LeadWrite): string | undefined {
    const [strongest] = identitiesOf(lead);
    return strongest === undefined ? undefined : this.#rootOf(strongest);
  }

  #join([first, ...others]: readonly string[]): void {
    if (first === undefined) return;
    for (const other of others) {
      const root = this.#rootOf(first);
      const joined = this.#rootOf(other);
      if (root !== joined) this.#parents.set(joined, root);
    }
  }

  #rootOf(key: string): string {
    let root = key;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    return root;
  }
}
