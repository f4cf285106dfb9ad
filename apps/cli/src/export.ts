import { exportRows } from './export/command.ts';
import { runCommand, toCommandLine } from './run-command.ts';

await runCommand(exportRows, (args) => toCommandLine('export', args, []));
