import { mkdirSync, writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints at the end of a run what was skipped and why, then `N passed, N failed, N skipped`. Also writes that line to a file for `.ci/run`. */
export default class TestCount implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        count[result.state]++;
        // A test without a note was excluded by a filter on the command line.
        if (result.state === 'skipped' && result.note) process.stdout.write(`\nSkipped (${result.note}): ${test.name}`);
      }
    }
    const line = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
    mkdirSync('node_modules/.cache', { recursive: true });
    writeFileSync('node_modules/.cache/test-count.txt', line);
    process.stdout.write(`\n${line}`);
  }
}
