import { parseArgs } from 'node:util';
import { buildInfo } from './build-info.ts';
import { listVariables } from './env.ts';

/** What the program prints instead of starting, and its exit code; undefined where it is to start. */
export function answerCommandLine(args: string[]): { text: string; exitCode: number } | undefined {
  try {
    const { values } = parseArgs({ args, options: { version: { type: 'boolean' }, help: { type: 'boolean' } } });
    if (values.version)
      return { text: `getsales-gateway ${buildInfo.version} (build ${buildInfo.build})`, exitCode: 0 };
    return values.help ? { text: toHelp(), exitCode: 0 } : undefined;
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'wrong arguments';
    return { text: `${fault}\nThe gateway takes --version and --help; variables configure it.`, exitCode: 2 };
  }
}

function toHelp(): string {
  const variables = listVariables();
  const width = Math.max(...variables.map(({ name }) => name.length));
  const lines = variables.map(({ name, fallback }) => `  ${name.padEnd(width)}  ${fallback ?? ''}`.trimEnd());
  return [
    'getsales-gateway: a GraphQL gateway to GetSales.io',
    '',
    'Usage: node main.js [--version | --help]',
    '',
    'Environment variables, and their defaults (README.md says what each one does):',
    ...lines,
  ].join('\n');
}
