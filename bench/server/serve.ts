// The sandbox in memory behind HTTP, with clients in it: what every measured program calls.
// Prints its endpoint and keys on stdout. Each line on stdin is a question, answered with one line:
// `log` what was called since the last one, `outcome NAME` what a client is, `reset` back to the beginning.
import { createInterface } from 'node:readline';
import { serveSandbox } from '../../src/sandbox/http.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addClients } from '../../test/support/many-clients.ts';
import { outcomeOf } from './outcome.ts';

/** Clients to begin with, milliseconds of each call, and whether the published rates are enforced. */
const [clients, call, rates] = process.argv.slice(2).map(Number);

function open(): Sandbox {
  const opened = openSandbox({ timings: { call: call ?? 0 }, rates: rates === 1 });
  opened.edit((state) => addClients(state, clients ?? 0));
  return opened;
}

const sandbox = open();
const { endpoint } = await serveSandbox(sandbox);
const { region, profiles } = sandbox;
const accounts = Object.keys(sandbox.state().accounts).length;
console.log(JSON.stringify({ endpoint, region, profiles, accounts }));

let seen = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [question, name = ''] = line.split(' ');
  console.log(JSON.stringify(answerTo(question, name)));
}
process.exit(0);

function answerTo(question: string | undefined, name: string): unknown {
  switch (question) {
    case 'log': {
      const calls = sandbox.calls.slice(seen);
      seen += calls.length;
      return calls.map(({ service, operation, outcome, mutates, at }) => ({
        service,
        operation,
        outcome,
        mutates,
        at,
      }));
    }
    case 'outcome':
      return outcomeOf(sandbox.state(), name);
    case 'reset':
      // Keys and ids follow from a secret that is the same for every sandbox in memory.
      sandbox.edit((state) => Object.assign(state, open().state()));
      return null;
    default:
      throw new Error(`no such question: ${question}`);
  }
}
