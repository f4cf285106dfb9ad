/** One message of a script: who says it, and the ways to say it. `{lead}`, `{sender}`, `{company}`, `{position}` and `{day}` are filled in. */
export interface Turn {
  by: 'us' | 'them';
  say: readonly string[];
}

const us = (...say: string[]): Turn => ({ by: 'us', say });
const them = (...say: string[]): Turn => ({ by: 'them', say });

/** The note on a connection request. */
export const NOTE: Turn = us(
  'Hi {lead}, I follow what {company} does and would be glad to connect.',
  'Hi {lead}, we both work with customer onboarding. Happy to connect!',
  '{lead}, I saw that you are {position} at {company}. Let us connect?',
  'Hello {lead}, I talk with many {position}s these days and would like to have you in my network.',
);

export const OPENER: Turn = us(
  'Thanks for connecting, {lead}! Quick question: how long does it take at {company} until a new customer is live?',
  'Great to be connected, {lead}. We help teams like yours to halve the time to first value. Is onboarding on your list this quarter?',
  'Thank you for connecting! I lead partnerships at Keel; we build onboarding workspaces that customers really finish. Is that a topic at {company}?',
  'Hi {lead}, thanks for accepting. Who at {company} looks after the first 90 days of a new customer?',
);

/** Nobody answers. */
export const SILENCE: readonly Turn[] = [
  us(
    'Hi {lead}, just making sure this did not get lost. Would a two-minute video help?',
    '{lead}, I know how full inboxes are. Is this worth a short chat, or shall I come back next quarter?',
    'Following up once, {lead}: teams of your size usually save about six hours per customer.',
  ),
  us(
    'I will not keep pinging you, {lead}. If onboarding becomes a topic at {company}, you know where I am.',
    'Last note from me, {lead}. Here is the case study I mentioned, in case it is useful later: keel.example/case-study',
  ),
];

/** They answer, but it leads nowhere. */
export const DECLINE: readonly Turn[] = [
  them(
    'Thanks, but we signed with another vendor in spring.',
    'Not a priority for us this year, sorry.',
    'Hi {sender}, I moved to another team and no longer own this.',
    'Please take me off your list, thank you.',
    'We build this in-house, so no need at the moment.',
  ),
  us(
    'Understood, thank you for telling me, {lead}. All the best for {company}!',
    'No problem at all, {lead}. May I check back in half a year?',
    'Thanks for the honest answer. Who would be the right person now?',
  ),
  them('Sure, that works.', 'I would try our head of customer success, she took it over.', 'You may. Have a good one!'),
];

/** They are interested, and one thing leads to another. */
export const STORY: readonly (readonly Turn[])[] = [
  [
    them(
      'Hi {sender}, good timing. It takes us about ten weeks, which is too long.',
      'Hello {sender}. Yes, onboarding is a sore point. What exactly do you do?',
      'Interesting. We lose track of customers between sales and success. Is that something you solve?',
    ),
    us(
      'Ten weeks is what most teams tell us. Keel gives each customer one workspace with the plan, the files and who owes what. Where does it get stuck for you?',
      'That is exactly it: one shared plan that both sides see. Where do you lose the most time today?',
    ),
    them(
      'Mostly waiting for the customer to send data and sign things off.',
      'The hand-over from sales. We ask the customer everything a second time.',
      'Honestly, everyone keeps their own spreadsheet.',
    ),
  ],
  [
    us(
      'Makes sense. Would it help if I showed you how a company of your size set that up? 20 minutes are enough.',
      'We see that a lot. I could show you the two views that fix it. Does {day} suit you?',
    ),
    them(
      'Can you send something in writing first?',
      '{day} could work, but not before ten.',
      'Sure. Please add our operations lead to the invite.',
    ),
    us(
      'Of course: keel.example/overview is a two-pager. I keep {day} at 10:30 free for you.',
      'Done, the invite is out for {day}, 10:30. I will keep it short.',
    ),
    them('Got it, thanks.', 'Accepted, see you then.', '👍'),
  ],
  [
    them(
      'Something came up, could we move it to the week after?',
      'I have to push our call, sorry. Same time next week?',
    ),
    us('No worries. Same time on {day} next week?', 'Of course, I moved it to {day}. Good luck until then!'),
    them('Perfect.', 'Works, thank you for being flexible.'),
  ],
  [
    us(
      'Thanks for your time today, {lead}. As promised, the recording and the template we looked at.',
      'Good talking to you! I attached the plan we sketched, with the three milestones you named.',
    ),
    them(
      'Thank you. The team liked the customer view the most.',
      'Very helpful. Two questions came up afterwards: does it talk to our CRM, and where is the data stored?',
    ),
    us(
      'Glad to hear. Which CRM do you use? We have two-way sync for the usual three, and an API for the rest.',
      'CRM: yes, both ways. Data: Frankfurt or Dublin, your choice. Our security page has the details: keel.example/security',
    ),
    them(
      'HubSpot, with a few custom objects.',
      'Salesforce, heavily customised as always.',
      'Pipedrive, soon to be replaced.',
    ),
    us(
      'Custom objects are fine, we map them in the first session.',
      'We have done several of those. I can bring our engineer to the next call.',
    ),
  ],
  [
    them(
      'What does it cost for about 40 users?',
      'Could you give me a ballpark figure? We need to budget for next year.',
    ),
    us(
      'For 40 users it is 29 a month each, customers are free. With a yearly plan two months are on us.',
      'Ballpark: 14,000 a year including onboarding. I can send an offer that your finance team can use.',
    ),
    them('That is a bit more than we planned.', 'OK, that is in range.', 'Please send the offer, I will forward it.'),
    us(
      'I understand. We could begin with one team and grow from there, at the same price per head.',
      'Offer is on its way, valid until the end of the month.',
    ),
  ],
  [
    them(
      'Our IT asks for a SOC 2 report and SSO.',
      'Security sent me a questionnaire with 120 questions. Can you help?',
    ),
    us(
      'Both are there. I just need an NDA for the report, link follows.',
      'Send it over, we answer those within three days.',
    ),
    them('NDA is signed.', 'Sent. No rush, but before {day} would be great.'),
    us(
      'Received, thank you. The report is in your inbox.',
      'Done and returned, with two remarks on the retention questions.',
    ),
  ],
  [
    us(
      'How about a pilot with two of your new customers? Four weeks, no costs, and we measure the days to go-live.',
      'Shall we try it with real customers? A pilot of four weeks tells more than my slides.',
    ),
    them('I like that. Who needs to do what?', 'Let me ask the team, but I am in favour.'),
    us('You pick two customers, we set up the workspaces and train your team on {day}. That is all.'),
    them('We picked two, names are in the shared document.', 'Team says yes. Let us begin on {day}.'),
    us('Wonderful. The workspaces are ready, logins went out a minute ago.'),
  ],
  [
    them(
      'First impression: our customers answer faster than by mail.',
      'One of them asked if they could invite their agency, too. Possible?',
    ),
    us(
      'That is what we hoped for! Guests are possible, I switched it on.',
      'Lovely. I put the first numbers together: 12 days less than your average so far.',
    ),
    them('Impressive. My boss wants to see that.', 'Great. Could you join our team meeting on {day} and show it?'),
    us('With pleasure. How long do I get?', 'Count me in. I bring the numbers and one slide, no more.'),
    them('15 minutes, then questions.', 'As long as the coffee lasts.'),
  ],
  [
    us(
      '{lead}, did the management team come to a conclusion?',
      'Any news from your side, {lead}? The offer is valid until Friday.',
    ),
    them('Legal has it. They are slow, sorry.', 'We are nearly there, one signature is missing.'),
    us(
      'No pressure. If a clause is the problem, our counsel is quick.',
      'Good to hear. I keep the price open until it is through.',
    ),
    them('Signed! You should have it by mail.', 'It is approved. What happens next?'),
    us(
      'Fantastic, welcome aboard! Your onboarding lead will write to you today.',
      'Thank you for the trust, {lead}. Kick-off is on {day}, invite follows.',
    ),
  ],
  [
    us('How is the first month going, {lead}?', 'Checking in, {lead}: is the team settled?'),
    them(
      'Smooth so far. One thing: can we change the reminder texts?',
      'Mostly well. Two colleagues still prefer their spreadsheets.',
    ),
    us(
      'Yes, under Settings, Templates. Shout if you get stuck.',
      'There always are two. I can run a short session for them on {day}.',
    ),
    them('Found it, thanks.', 'Yes please, that would help.'),
  ],
  [
    them('By the way, a friend of mine at another company asked about Keel. Can I connect you?'),
    us(
      'I would love that, thank you, {lead}! There is a dinner in it for you.',
      'Very kind of you. Feel free to share my calendar: keel.example/{sender}',
    ),
    them('Intro is out.', 'Done, you should have a message from her.'),
  ],
  [
    us(
      '{lead}, we are planning the roadmap. What would help your team the most?',
      'Half a year in, {lead}. What should we do better?',
    ),
    them(
      'Better reports. I still export everything to a sheet.',
      'A mobile view for field staff.',
      'Fewer mails. One digest a day would do.',
    ),
    us('Noted, and it is planned for next quarter. May I come back to you with a prototype?'),
    them('Anytime.', 'Sure, send it over.'),
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
