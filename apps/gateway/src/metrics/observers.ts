import type { Observer } from '@getsales-gateway/api-client';

/** One observer that tells all of these. */
export function tellAll(all: readonly Observer[]): Observer {
  const starters = all.filter(({ attemptStarted }) => attemptStarted !== undefined);
  return {
    slotAsked: (report) => all.forEach((each) => void each.slotAsked?.(report)),
    slotGranted: (report) => all.forEach((each) => void each.slotGranted?.(report)),
    slotRefused: (report) => all.forEach((each) => void each.slotRefused?.(report)),
    slotGivenUp: (report) => all.forEach((each) => void each.slotGivenUp?.(report)),
    keyShut: (report) => all.forEach((each) => void each.keyShut?.(report)),
    breakerOpened: (report) => all.forEach((each) => void each.breakerOpened?.(report)),
    breakerClosed: (report) => all.forEach((each) => void each.breakerClosed?.(report)),
    ...(starters.length > 0 && {
      attemptStarted: (report) => Object.assign({}, ...starters.map((each) => each.attemptStarted?.(report))),
    }),
    attemptEnded: (report, end) => all.forEach((each) => void each.attemptEnded?.(report, end)),
    callEnded: (call) => all.forEach((each) => void each.callEnded?.(call)),
    sendRecorded: (report) => all.forEach((each) => void each.sendRecorded?.(report)),
    sendReplayed: (report) => all.forEach((each) => void each.sendReplayed?.(report)),
    sendConfirmed: (report) => all.forEach((each) => void each.sendConfirmed?.(report)),
    sendUnconfirmed: (report) => all.forEach((each) => void each.sendUnconfirmed?.(report)),
    sendRefused: (report) => all.forEach((each) => void each.sendRefused?.(report)),
  };
}
