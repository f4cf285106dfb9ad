/** What a measured process says of itself when asked. */
export interface Vitals {
  /** Processor time since its start, in microseconds. */
  cpu: number;
  /** Resident memory in bytes. */
  rss: number;
}

// Loaded ahead of each measured program: `--import`.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const vitals: Vitals = { cpu: user + system, rss: process.memoryUsage.rss() };
  process.send?.(vitals);
});
// Whatever becomes of the bench, nothing is left running.
process.on('disconnect', () => process.exit());
process.channel?.unref();
