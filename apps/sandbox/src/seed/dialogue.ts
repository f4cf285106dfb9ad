/** One message of a script. `{lead}`, `{sender}`, `{company}`, `{position}` and `{day}` are filled in. */
export interface Turn {
  by: 'us' | 'them';
  text: string;
}

/** Alternatives for one part of a conversation; each makes sense by itself. */
export type Act = readonly (readonly Turn[])[];

const us = (text: string): Turn => ({ by: 'us', text });
const them = (text: string): Turn => ({ by: 'them', text });

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

/** The lead answers and declines. */
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

/** The lead is interested: the acts in their order. */
export const STORY: readonly Act[] = [
  [
    [
      them('Hi {sender}, good timing. About ten weeks, which is too long. What do you do about it?'),
      us(
        'That is what most teams tell us. One plan that both sides see, with files and who owes what. Where does it get stuck?',
      ),
      them('Mostly waiting for the customer to send data and sign things off.'),
    ],
    [
      them('Interesting. We lose track of customers between sales and success. Do you solve that?'),
      us('Exactly that: the plan begins in the sales call and simply goes on. What gets lost most?'),
      them('We ask the customer everything a second time. Embarrassing, really.'),
    ],
    [
      them('That would be me. Honestly, everyone here keeps their own spreadsheet.'),
      us('You are in good company. How many new customers do you start per month?'),
      them('Around fifteen, and it is growing.'),
    ],
  ],
  [
    [
      us('Would it help if I showed you how a company of your size set that up? 20 minutes are enough. {day}?'),
      them('{day} could work, but not before ten.'),
      us('Done, the invite is out for 10:30. I will keep it short.'),
      them('Accepted, see you then.'),
    ],
    [
      us('I could show you the two views that fix this. When would suit you?'),
      them('Can you send something in writing first?'),
      us('Of course: keel.example/overview, two pages. I keep {day} at 10:30 free for you.'),
      them('Read it, looks good. {day} is fine.'),
    ],
  ],
  [
    [
      them('Something came up, could we move it to next week?'),
      us('No worries. Same time next {day}?'),
      them('Perfect.'),
    ],
  ],
  [
    [
      us('Thanks for your time today, {lead}. As promised, the recording and the template we looked at.'),
      them('Very helpful. Two questions came up: does it talk to our CRM, and where is the data stored?'),
      us('Which CRM is it? Data: Frankfurt or Dublin, your choice. Details: keel.example/security'),
      them('HubSpot, with a few custom objects.'),
      us('Custom objects are fine, we map them in the first session.'),
    ],
    [
      us('Good talking to you! Here is the plan we sketched, with the three milestones you named.'),
      them('Thank you. The team liked the customer view the most.'),
      us('Glad to hear. Shall I set one up with your own logo?'),
      them('Please do.'),
    ],
  ],
  [
    [
      them('What does it cost for about 40 users?'),
      us('29 a month each, customers are free. With a yearly plan two months are on us.'),
      them('OK, that is in range. Please send the offer, I will forward it.'),
      us('It is on its way, valid until the end of the month.'),
    ],
    [
      them('Could you give me a ballpark figure? We need to budget for next year.'),
      us('14,000 a year including onboarding. I can break it down for your finance team.'),
      them('That is a bit more than we planned.'),
      us('I understand. We could begin with one team and grow from there, at the same price per head.'),
    ],
  ],
  [
    [
      them('Our IT asks for a SOC 2 report and SSO.'),
      us('Both are there. I just need an NDA for the report, link follows.'),
      them('NDA is signed.'),
      us('Received, thank you. The report is in your inbox.'),
    ],
    [
      them('Security sent me a questionnaire with 120 questions. Can you help?'),
      us('Send it over, we answer those within three days.'),
      them('Sent. Before {day} would be great.'),
      us('Done and returned, with two remarks on the retention questions.'),
    ],
  ],
  [
    [
      us('How about a pilot with two of your new customers? Four weeks, no costs, and we measure the days to go-live.'),
      them('I like that. Who needs to do what?'),
      us('You pick two customers, we set up the workspaces and train your team on {day}. That is all.'),
      them('We picked two, names are in the shared document.'),
      us('Wonderful. The workspaces are ready, logins went out a minute ago.'),
    ],
  ],
  [
    [
      them('First impression: our customers answer faster than by mail.'),
      us('Lovely. I put the first numbers together: 12 days less than your average so far.'),
      them('Impressive. Could you show that in our team meeting on {day}?'),
      us('Count me in. I bring the numbers and one slide, no more.'),
    ],
  ],
  [
    [
      us('{lead}, did the management team come to a conclusion?'),
      them('Legal has it. They are slow, sorry.'),
      us('No pressure. If a clause is the problem, our counsel is quick.'),
      them('Signed! You should have it by mail.'),
      us('Fantastic, welcome aboard! Kick-off is on {day}, invite follows.'),
    ],
  ],
  [
    [
      us('How is the first month going, {lead}?'),
      them('Smooth so far. One thing: can we change the reminder texts?'),
      us('Yes, under Settings, Templates. Shout if you get stuck.'),
      them('Found it, thanks.'),
    ],
  ],
  [
    [
      them('A friend of mine at another company asked about Keel. Can I connect you?'),
      us('I would love that, thank you, {lead}! There is a dinner in it for you.'),
      them('Intro is out.'),
    ],
  ],
  [
    [
      us('Half a year in, {lead}. What should we do better?'),
      them('Reports. I still export everything to a sheet.'),
      us('Noted, and planned for next quarter. May I come back to you with a prototype?'),
      them('Anytime.'),
    ],
    [
      us('{lead}, we are planning the roadmap. What would help your team the most?'),
      them('Fewer mails. One digest a day would do.'),
      us('That exists since last week! I turned it on for your team.'),
      them('👍'),
    ],
  ],
];

/** `fail_reason` of failed sends. */
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
