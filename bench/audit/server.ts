// The sandbox behind HTTP with the given number of clients, 50 ms for each call, and the published rates enforced.
// Tells its endpoint and keys on stdout; a line on stdin is answered with what was called since the last one.
import { createInterface } from 'node:readline';
import { serveSandbox } from '../../src/sandbox/http.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { addClients } from '../../test/support/many-clients.ts';

const clients = Number(process.argv[2]);
const sandbox = openSandbox({ timings: { call: 50 }, rates: true });
sandbox.edit((state) => addClients(state, clients));
const { endpoint } = await serveSandbox(sandbox);
const accounts = Object.keys(sandbox.state().accounts).length;
console.log(JSON.stringify({ endpoint, region: sandbox.region, keys: sandbox.profiles.root, accounts }));

let seen = 0;
for await (const _line of createInterface({ input: process.stdin })) {
  const calls = sandbox.calls.slice(seen);
  seen += calls.length;
  const throttled = calls.filter(
    ({ outcome }) => outcome === 'Throttling' || outcome === 'TooManyRequestsException',
  );
  const failed = calls.filter(({ outcome }) => outcome !== 'ok');
  console.log(
    JSON.stringify({
      calls: calls.length,
      throttled: throttled.length,
      failed: failed.length,
      changing: calls.filter(({ mutates }) => mutates).length,
    }),
  );
}
process.exit(0);
