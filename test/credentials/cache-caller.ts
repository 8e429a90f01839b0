import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SessionCache } from '../../src/credentials/session-cache.ts';
import { acmeSession } from '../support/client-run.ts';

/** Takes a session from the cache in a folder, and prints its key. Each renewal is a line in a file. */
const [, , folder = '', renewals = ''] = process.argv;
const cache = new SessionCache(
  folder,
  () => Date.UTC(2030, 0, 1),
  (text) => process.stderr.write(`${text}\n`),
);
const session = await cache.get(
  // However slow the machine is, nobody goes without the others' session.
  { client: 'acme', key: 'a request', minTtl: 900, lockWait: { timeoutMs: 600_000 } },
  async () => {
    appendFileSync(renewals, 'renewed\n');
    await pause(200);
    return { ...acmeSession, accessKeyId: `ASIA${process.pid}` };
  },
);
process.stdout.write(session.accessKeyId);
