// Reading alone, without what an audit makes of it: the command's own way to AWS, timed as a whole process.
import { setMaxListeners } from 'node:events';
import { connect } from '../../src/aws/connect.ts';
import { awsTransport } from '../../src/aws/transport.ts';
import { systemClock } from '../../src/clock.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { readOrganization } from '../../src/operations/read-organization.ts';

const transport = awsTransport({ region: null, mfaCode: () => Promise.reject(new Error('nobody to ask')) });
const controller = new AbortController();
setMaxListeners(0, controller.signal);
const deadline = Date.now() + 15 * 60_000;
const aws = connect(transport, systemClock, { signal: controller.signal, deadline });
const patience = { clock: systemClock, signal: controller.signal, deadline, resume: '' };
const { snapshot, calls } = await readOrganization(
  { aws, structure: defaultStructure, patience, concurrency: Number(process.argv[2]) },
  null,
);
const kinds: Record<string, number> = {};
for (const { reading } of snapshot.accounts) kinds[reading.kind] = (kinds[reading.kind] ?? 0) + 1;
console.log(JSON.stringify({ accounts: snapshot.accounts.length, calls, ...kinds }));
process.exit(0);
