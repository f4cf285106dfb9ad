import { type Code, GatewayError, NoAnswerError } from '@getsales-gateway/client';

/** What a person is told, by code. */
const SENTENCES: Record<Code, string> = {
  BAD_USER_INPUT: 'GetSales does not accept this. Please check what you entered.',
  UNAUTHENTICATED: 'You are not signed in, or your key is no longer valid.',
  FORBIDDEN: 'You are not allowed to do this.',
  PAYMENT_REQUIRED: 'Your GetSales plan does not include this.',
  NOT_FOUND: 'This no longer exists. Somebody may have deleted it.',
  CONFLICT: 'Somebody changed this at the same time. Please look again.',
  RATE_LIMITED: 'GetSales is busy with other requests. Please try again in a minute.',
  UPSTREAM_TIMEOUT: 'GetSales takes too long to answer. Please try again.',
  UPSTREAM_UNAVAILABLE: 'GetSales cannot be reached at the moment. Please try again.',
  UPSTREAM_ERROR: 'GetSales could not answer this. Please try again.',
  SEND_UNCONFIRMED: 'We do not know yet whether this message was sent. Trying again is safe.',
  IDEMPOTENCY_CONFLICT: 'This message was changed while it was being sent. Please write it anew.',
  COORDINATION_UNAVAILABLE: 'Messages cannot be sent safely at the moment. Nothing was sent.',
  QUERY_TOO_EXPENSIVE: 'This is too much at once. Please ask for less.',
  SLOW_READER: 'Live updates stopped. Reload the page to see what is new.',
  GRAPHQL_PARSE_FAILED: 'This page does not fit the server. Please reload it.',
  GRAPHQL_VALIDATION_FAILED: 'This page does not fit the server. Please reload it.',
  PERSISTED_QUERY_MISMATCH: 'This page does not fit the server. Please reload it.',
  PERSISTED_QUERY_NOT_FOUND: 'This page does not fit the server. Please reload it.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'This page does not fit the server. Please reload it.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side. Please try again.',
};

/** An error in plain words. */
export function inWords(error: unknown): string {
  if (error instanceof GatewayError) return SENTENCES[error.code] ?? SENTENCES.INTERNAL_SERVER_ERROR;
  if (error instanceof NoAnswerError) return 'There is no connection. Please check yours, then try again.';
  return 'Something went wrong on this page. Please reload it.';
}

/** The words for the code of one item of many, which is no error of its own. */
export function codeInWords(code: string | null | undefined): string {
  return Object.entries(SENTENCES).find(([known]) => known === code)?.[1] ?? SENTENCES.INTERNAL_SERVER_ERROR;
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayWithYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** The time of what is from today, else the day. */
export function shortTime(iso: string | null | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : day.format(date);
}

export function timeOfDay(iso: string): string {
  return time.format(new Date(iso));
}

export function longDay(iso: string): string {
  return dayWithYear.format(new Date(iso));
}
