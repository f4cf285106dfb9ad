/** The pause after activity. In quiet it doubles, up to the longest. */
const FAST_MS = 1_000;
/** Between two reads for hints, when the first found something and when it did not. */
const HINT_GAP_MS = { found: 500, empty: 1_000 };

export interface Outcome {
  /** Whether something was new. */
  isActive: boolean;
  /** When to ask again, where that is not for this pace to say. */
  againInMs?: number;
}

/** When to ask: after activity soon, in quiet seldom, after a hint at once. */
export interface Pace {
  start(): void;
  stop(): void;
  /** Something may have changed. */
  hint(): void;
}

/** Rounds never overlap. A hint during a round leads to another one after it. */
export function createPace(longestMs: number, round: (isHinted: boolean, forMs: number) => Promise<Outcome>): Pace {
  const fastMs = Math.min(FAST_MS, longestMs);
  let intervalMs = fastMs;
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;
  let isAsking = false;
  let isHinted = false;
  let nextHintAt = 0;

  function arm(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  }

  async function run(): Promise<void> {
    const wasHinted = isHinted;
    isHinted = false;
    isAsking = true;
    const { isActive, againInMs } = await round(wasHinted, intervalMs);
    isAsking = false;
    if (wasHinted) nextHintAt = performance.now() + (isActive ? HINT_GAP_MS.found : HINT_GAP_MS.empty);
    intervalMs = isActive || wasHinted ? fastMs : Math.min(2 * intervalMs, longestMs);
    if (!isStarted) return;
    if (isHinted) armHinted();
    else arm(Math.min(againInMs ?? intervalMs, longestMs));
  }

  function armHinted(): void {
    isHinted = true;
    arm(Math.max(0, nextHintAt - performance.now()));
  }

  return {
    start() {
      if (isStarted) return;
      isStarted = true;
      if (isHinted) armHinted();
      else arm(intervalMs);
    },
    stop() {
      isStarted = false;
      clearTimeout(timer);
    },
    hint() {
      if (isStarted && !isAsking && !isHinted) armHinted();
      else isHinted = true;
    },
  };
}
