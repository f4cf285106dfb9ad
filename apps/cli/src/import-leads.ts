import { importLeads } from './import/command.ts';
import { runCommand, toCommandLine } from './run-command.ts';

await runCommand(importLeads, (args) => toCommandLine('import-leads', args, ['--resume']));
