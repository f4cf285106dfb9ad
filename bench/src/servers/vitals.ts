/** What a measured process reports about itself. */
export interface Vitals {
  /** Processor time since its start, in microseconds. */
  cpu: number;
  /** Resident memory in bytes. */
  rss: number;
}

// Loaded before each measured program, by `--import`.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const vitals: Vitals = { cpu: user + system, rss: process.memoryUsage.rss() };
  process.send?.(vitals);
});
// Ends with the bench, however the bench ends.
process.on('disconnect', () => process.exit());
process.channel?.unref();
