/** One message of a script. `{lead}`, `{sender}`, `{company}`, `{position}` and `{day}` are filled in. */
export interface Turn {
  by: 'us' | 'them';
  text: string;
}

/** Ways in which one part of a conversation may go; each makes sense by itself. */
export type Act = readonly (readonly Turn[])[];

export const us = (text: string): Turn => ({ by: 'us', text });
export const them = (text: string): Turn => ({ by: 'them', text });

/** The note on a connection request. */
export const NOTE: Act = [
  [us('Hi {lead}, I follow what {company} does and would be glad to connect.')],
  [us('Hi {lead}, we both work with customer onboarding. Happy to connect!')],
  [us('{lead}, I saw that you are {position} at {company}. Let us connect?')],
  [us('Hello {lead}, I would like to have another {position} in my network. No pitch, promised.')],
];

export const OPENER: Act = [
  [
    us(
      'Thanks for connecting, {lead}! Quick question: how long does it take at {company} until a new customer is live?',
    ),
  ],
  [us('Great to be connected, {lead}. Is customer onboarding on your list this quarter?')],
  [
    us(
      'Thank you for connecting! We at Keel build onboarding plans that customers really finish. A topic at {company}?',
    ),
  ],
  [us('Hi {lead}, thanks for accepting. Who at {company} looks after the first 90 days of a new customer?')],
];

/** Nobody answers. */
export const SILENCE: readonly Act[] = [
  [
    [us('Hi {lead}, just making sure this did not get lost. Would a two-minute video help?')],
    [us('{lead}, I know how full inboxes are. Worth a short chat, or shall I come back next quarter?')],
    [us('Following up once, {lead}: teams of your size usually save about six hours per customer.')],
  ],
  [
    [us('I will not keep pinging you, {lead}. If onboarding becomes a topic at {company}, you know where I am.')],
    [us('Last note from me, {lead}. The case study, in case it is useful later: keel.example/case-study')],
  ],
];

/** They answer, but it leads nowhere. */
export const DECLINE: readonly Act[] = [
  [
    [
      them('Thanks, but we signed with another vendor in spring.'),
      us('Understood, thank you for telling me, {lead}. May I check back in half a year?'),
      them('You may. Have a good one!'),
    ],
    [
      them('Hi {sender}, I moved to another team and no longer own this.'),
      us('Thanks for the answer, {lead}. Who would be the right person now?'),
      them('I would try our head of customer success, she took it over.'),
    ],
    [
      them('We build this in-house, so no need at the moment.'),
      us('Makes sense. All the best for {company}!'),
      them('Thanks, likewise.'),
    ],
    [
      them('Please take me off your list, thank you.'),
      us('Done, {lead}. You will not hear from me again.'),
      them('Appreciated.'),
    ],
  ],
];

/** What failed sends say. */
export const FAIL_REASONS = [
  'Contact is not a connection of the sender.',
  'LinkedIn asked the sender to log in again.',
  'Weekly limit of messages reached.',
  'Contact has left LinkedIn.',
] as const;

/** Subjects of InMails. */
export const SUBJECTS = [
  'Onboarding at {company}',
  'A question for a {position}',
  'Faster go-lives for {company}',
] as const;
