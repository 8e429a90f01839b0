// @ts-check
// The acts of `npm run demo`. Each does what its sentence says, and throws if AWS shows anything else.

/**
 * One command of diverst that has ended.
 *
 * @typedef {object} Ended
 * @property {number | null} code null if a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * What an act works with.
 *
 * @typedef {object} Stage
 * @property {(words: string, options?: { lines?: RegExp, shows?: boolean, latency?: boolean }) => Promise<Ended>} diverst
 *   runs a command and prints it with those of its lines that `lines` matches, or without `shows` nothing
 * @property {(words: string, moment: RegExp) => Promise<Ended>} killed runs a command until it prints the moment
 * @property {(text: string) => void} note prints what is done without diverst
 * @property {(session: Keys, role: string) => Promise<string | null>} assume tries a role with the credentials of
 *   another one: null if AWS gives a session, otherwise the reason of the refusal
 * @property {(account: string, role: string) => Promise<void>} openTrust adds every AWS account to a trust policy
 * @property {(name: string) => Promise<number>} accounts how many accounts have this name or are being created with it
 */

/** @typedef {{ readonly accessKeyId: string, readonly secretAccessKey: string, readonly sessionToken: string }} Keys */

/**
 * @typedef {object} Act
 * @property {string} sentence
 * @property {(stage: Stage) => Promise<void>} play
 */

/**
 * @param {boolean} holds
 * @param {string} what
 */
function expect(holds, what) {
  if (!holds) throw new Error(what);
}

/**
 * @param {Ended} ended
 * @param {number} wanted
 * @param {string} what
 */
function ends({ code, stdout, stderr }, wanted, what) {
  expect(code === wanted, `${what} ended with ${code} instead of ${wanted}\n${stdout}${stderr}`);
}

/** @param {Stage} stage */
async function create({ diverst, accounts }) {
  const plan = /^( {2}[+~=!-] |plan|✓ done| {2}(account|role) )/;
  ends(await diverst('client init acme --yes', { lines: plan }), 0, 'client init');
  ends(await diverst('client init globex --yes', { lines: /^✓ done/ }), 0, 'client init');
  for (const name of ['acme', 'globex'])
    expect((await accounts(name)) === 1, `there is not one account ${name}`);
}

/** @param {Stage} stage */
async function cross({ diverst, note, assume }) {
  /** @param {string} name */
  const sessionOf = async (name) => {
    const ended = await diverst(`client assume ${name} --format json`, { shows: false });
    ends(ended, 0, 'client assume');
    const { roleArn, accessKeyId, secretAccessKey, sessionToken } = JSON.parse(ended.stdout);
    return { roleArn, keys: { accessKeyId, secretAccessKey, sessionToken } };
  };
  const [acme, globex] = await Promise.all([sessionOf('acme'), sessionOf('globex')]);
  note('with the session of acme: sts:AssumeRole on the role globex-production');
  const refusal = await assume(acme.keys, globex.roleArn);
  if (refusal === null) throw new Error('a session of acme entered globex');
  note(`AWS answers: ${refusal}`);
}

/** @param {Stage} stage */
async function sabotage({ diverst, note, openTrust }) {
  const shown = await diverst('client show globex --profile management --json', { shows: false });
  ends(shown, 0, 'client show');
  const { accountId } = JSON.parse(shown.stdout);
  note('without diverst, someone lets every AWS account ("*") assume globex-production');
  await openTrust(accountId, 'globex-production');
  const finding = /^( {2}(high|medium) | {4}(id|actual|fix) | {8,}diverst |exit code)/;
  const red = await diverst('org audit', { lines: finding });
  ends(red, 2, 'the audit of an opened trust policy');
  expect(red.stdout.includes('globex'), 'the audit does not name globex');
  ends(await diverst('org repair --yes', { lines: /^(✓ done| {2}(gone|fixed) )/ }), 0, 'org repair');
  ends(await diverst('org audit', { lines: /^✓ clean/ }), 0, 'the audit after the repair');
}

/** @param {Stage} stage */
async function kill({ diverst, killed, note, accounts }) {
  const first = await killed('client init initech --yes', /create account initech.*: waiting for AWS/);
  expect(first.code === null, `the first run was not killed: it ended with ${first.code}`);
  note('killed (SIGKILL) while AWS creates the account');
  expect((await accounts('initech')) === 1, 'no account was being created when the run was killed');
  const plan = /^( {2}[+~=!-] create|✓ done| {2}account )/;
  ends(await diverst('client init initech --yes', { lines: plan, latency: true }), 0, 'the second run');
  const count = await accounts('initech');
  expect(count === 1, `AWS has ${count} accounts with the name initech`);
  note(`accounts with the name initech: ${count}`);
}

/** @type {readonly Act[]} */
export const acts = [
  { sentence: 'Create: each client gets an AWS account of its own, with one role.', play: create },
  { sentence: 'No crossing: a session of one client is refused in another client.', play: cross },
  { sentence: 'Sabotage: the audit finds the change, the repair undoes it.', play: sabotage },
  { sentence: 'Kill: a run is killed in the middle, and the next one continues.', play: kill },
];
