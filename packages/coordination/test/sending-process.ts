/**
 * A process of its own that sends: `node sending-process.ts <file> <what to do>`.
 * `hang` begins a send and never ends it; `send` sends key-1 once; `fill` sends until the ledger refuses. Each tells what it did on standard output.
 */
import { startSqliteLedger } from '../src/index.ts';
import { begun, toRequest } from './ledger-stage.ts';

const [path = '', what] = process.argv.slice(2);
await using ledger = await startSqliteLedger({ path, warn: console.error, terms: { leaseMs: 1_000 } });

if (what === 'hang') {
  begun(await ledger.begin(toRequest()));
  console.log('begun');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

if (what === 'send') {
  const answer = await ledger.begin(toRequest({ maxWaitMs: 30_000 }));
  if (answer.kind === 'started') await answer.send.sent(`message of ${process.pid}`);
  console.log(answer.kind === 'replay' ? answer.uuid : answer.kind);
}

if (what === 'fill') {
  for (let sends = 0; sends < 10_000; sends++) {
    try {
      await begun(await ledger.begin(toRequest({ key: `key-${sends}` }))).sent(`message-${sends}`);
    } catch (error) {
      console.log(`${error instanceof Error && error.name} after ${sends}`);
      break;
    }
  }
}
