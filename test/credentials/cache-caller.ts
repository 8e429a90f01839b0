import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SessionCache } from '../../src/credentials/session-cache.ts';
import { acmeSession } from '../support/client-run.ts';

/**
 * Takes a session from the cache in a folder, and prints its key. Each renewal is a line in a file, and takes until
 * all callers have found nothing kept.
 */
const [, , folder = '', renewals = '', asking = '', callers = ''] = process.argv;
const cache = new SessionCache(
  folder,
  () => Date.UTC(2030, 0, 1),
  (text) => process.stderr.write(`${text}\n`),
);
const answer = cache.get(
  // However slow the machine is, nobody goes without the others' session.
  { owner: 'acme', key: 'a request', minTtl: 900, lockWait: { timeoutMs: 600_000 } },
  async () => {
    appendFileSync(renewals, 'renewed\n');
    while (readdirSync(asking).length < Number(callers)) await pause(10);
    return { ...acmeSession, accessKeyId: `ASIA${process.pid}` };
  },
);
// The cache has looked before it waited for anything.
writeFileSync(join(asking, String(process.pid)), '');
process.stdout.write((await answer).accessKeyId);
