/** How a holder goes on. */
export type Settlement = 'sent' | 'refused' | 'unconfirmed' | 'attempt';

/** What is known of one send: the ledger as simple as it can be told. */
export interface KnownSend {
  key: string | undefined;
  lead: string;
  text: string;
  state: 'pending' | 'sent' | 'unconfirmed';
  uuid: string;
  /** Which step it was held in: only its last holder has a say. */
  holder: number;
  isLeased: boolean;
  isSettled: boolean;
}

export type Model = ReturnType<typeof createModel>;

export function createModel() {
  let sends: KnownSend[] = [];

  /** Who says that a message was sent is believed, even when its send was given up and freed meanwhile. */
  function confirm(known: KnownSend, uuid: string): void {
    const { key, lead, text } = known;
    const current = sends.find((send) => send === known || (key !== undefined && send.key === key));
    if (!current) sends.push({ ...known, state: 'sent', uuid });
    else if (current.state !== 'sent' && current.lead === lead && current.text === text) {
      Object.assign(current, { state: 'sent', uuid });
    }
  }

  return {
    begin(input: Pick<KnownSend, 'key' | 'lead' | 'text'>, holder: number): { answer: object; known?: KnownSend } {
      const known = sends.find(({ key }) => key !== undefined && key === input.key);
      if (known && (known.lead !== input.lead || known.text !== input.text)) return { answer: { kind: 'conflict' } };
      if (known?.state === 'sent') return { answer: { kind: 'replay', uuid: known.uuid } };
      if (known?.isLeased) return { answer: { kind: 'busy' } };
      const others = sends.filter((send) => send !== known && send.lead === input.lead && send.state !== 'sent');
      if (others.some(({ isLeased, isSettled }) => isLeased || !isSettled)) return { answer: { kind: 'busy' } };
      if (known) {
        Object.assign(known, { holder, state: 'unconfirmed', isLeased: true });
        return { answer: { kind: 'unconfirmed' }, known };
      }
      const fresh: KnownSend = {
        ...input,
        state: 'pending',
        uuid: `${holder}`,
        holder,
        isLeased: true,
        isSettled: false,
      };
      sends.push(fresh);
      return { answer: { kind: 'started' }, known: fresh };
    },

    /** Answers whether the send was still held. */
    settle(how: Settlement, known: KnownSend, holder: number): boolean {
      const isHeld = sends.includes(known) && known.state !== 'sent' && known.holder === holder;
      if (how === 'sent') confirm(known, `${holder}`);
      else if (isHeld && how === 'refused') sends = sends.filter((send) => send !== known);
      else if (isHeld && how === 'attempt')
        Object.assign(known, { state: 'pending', isLeased: true, isSettled: false });
      else if (isHeld) {
        if (known.state === 'pending') known.isSettled = false;
        Object.assign(known, { state: 'unconfirmed', isLeased: false });
      }
      return isHeld;
    },

    lapse(settled: boolean): void {
      for (const send of sends) {
        send.isLeased = false;
        if (settled) send.isSettled = true;
      }
    },
  };
}
