import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

/** What an API key opens. */
export interface ApiKey {
  /** The team it is bound to. */
  teamId: number;
  /** Teams that a `Team-ID` header may pick instead. */
  otherTeamIds?: readonly number[];
}

export type ApiKeys = Record<string, ApiKey>;

export function bearerToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null;
}

/** The team that the request is about. @throws {Refusal} 401 for an unknown key, 403 for a team that is not the key's. */
export function authorize(keys: ApiKeys, headers: IncomingHttpHeaders): number {
  const token = bearerToken(headers);
  const key = token !== null && Object.hasOwn(keys, token) ? keys[token] : undefined;
  if (key === undefined) throw new Refusal(401, 'Unauthenticated.');
  const picked = headers['team-id'];
  if (picked === undefined) return key.teamId;
  const teamId = Number(picked);
  if (teamId !== key.teamId && !key.otherTeamIds?.includes(teamId)) throw new Refusal(403, 'Access denied.');
  return teamId;
}
