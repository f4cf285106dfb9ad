import { readFileSync } from 'node:fs';
import type { Row } from './compare.ts';
import type { Latency } from './latency.ts';
import type { SharedInbox } from './shared-inbox.ts';

/** A goal, what was measured, and whether it is reached. */
export interface Goal {
  name: string;
  measured: string;
  isMet: boolean;
}

const GATEWAY = 'gateway';
const PEERS = ['Apollo Server 5', 'Mercurius 16'];
/** Share of the floor's requests per second, with changing variables. */
const OF_THE_FLOOR: Record<string, number> = {
  'one lead': 0.6,
  '50 leads of 8 fields': 0.8,
  '50 leads with 5 messages each': 0.6,
};
/** What a query may take beyond its rounds of upstream requests, in ms. */
const BEYOND_ROUNDS_MS = 10;

/** By name: whether the goal was met when the file was written. */
const KNOWN: Record<string, boolean> = JSON.parse(readFileSync(new URL('../goals.json', import.meta.url), 'utf8'));

export function speedGoals(rows: readonly Row[]): Goal[] {
  const changing = rows.filter(({ variables }) => variables === 'changing');
  return Object.entries(OF_THE_FLOOR).flatMap(([query, share]) => {
    const of = (name: string) => changing.find(({ scenario, competitor }) => scenario === query && competitor === name);
    const own = of(GATEWAY);
    if (own === undefined) return [];
    const peers = PEERS.map((peer) => {
      const cpu = of(peer)?.cpuMsPerRequest ?? 0;
      const measured = `${own.cpuMsPerRequest.toFixed(3)} and ${cpu.toFixed(3)} ms`;
      return { name: `${query}: less CPU than ${peer}`, measured, isMet: own.cpuMsPerRequest < cpu };
    });
    const floor = {
      name: `${query}: ${share} of the floor`,
      measured: own.ofTheFloor.toFixed(2),
      isMet: own.ofTheFloor >= share,
    };
    return [floor, ...peers];
  });
}

export function latencyGoals(latencies: readonly Latency[]): Goal[] {
  return latencies.map(({ query, rounds, theoryMs, ms }) => ({
    name: `${query}: ${rounds} × 80 ms + ${BEYOND_ROUNDS_MS} ms`,
    measured: `${ms.toFixed(0)} ms`,
    isMet: ms <= theoryMs + BEYOND_ROUNDS_MS,
  }));
}

export function inboxGoal({ perMinute, refused }: SharedInbox): Goal {
  return {
    name: 'ten people poll one inbox with max-age=5: at most 300 requests a minute',
    measured: `${perMinute} a minute, ${refused} refused`,
    isMet: perMinute <= 300 && refused === 0,
  };
}

/** Goals that were met before and are missed now. */
export function lostGoals(goals: readonly Goal[]): Goal[] {
  return goals.filter(({ name, isMet }) => !isMet && KNOWN[name] === true);
}

/** Markdown. */
export function toGoalTable(goals: readonly Goal[]): string {
  const lines = goals.map(({ name, measured, isMet }) => `| ${name} | ${measured} | ${isMet ? 'met' : 'missed'} |`);
  return ['| goal | measured | |', '| --- | --- | --- |', ...lines].join('\n');
}
