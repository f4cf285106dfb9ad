/** `pnpm check`: runs every check as a job of its own and prints its result, with the output of those that failed. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

/** Each is also a command: `pnpm check:format`. */
const JOBS = ['format', 'lint', 'types', 'unused', 'arrows', 'schema', 'breaking'];

const count = { passed: 0, failed: 0 };
for (const job of JOBS) {
  const startedAt = performance.now();
  const { isPassed, output } = await run(job);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`check ${job.padEnd(9)}${isPassed ? 'passed' : 'FAILED'}  ${seconds} s`);
  if (!isPassed) console.log(output);
  count[isPassed ? 'passed' : 'failed'] += 1;
}
mkdirSync('node_modules/.cache', { recursive: true });
writeFileSync('node_modules/.cache/check-count.txt', `${count.passed} passed, ${count.failed} failed, 0 skipped\n`);
process.exitCode = count.failed > 0 ? 1 : 0;

function run(job: string): Promise<{ isPassed: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile('pnpm', ['run', `check:${job}`], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ isPassed: error === null, output: stdout + stderr }),
    );
  });
}
