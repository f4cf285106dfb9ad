import type { ServerResponse } from 'node:http';

/** Why a request is turned away before it is read as GraphQL. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** Answers in the shape of a GraphQL error, so that clients read it like any other. */
export function refuse(res: ServerResponse, { status, code, message }: Refusal): void {
  res.statusCode = status;
  res.setHeader('content-type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
