import type { SandboxState } from '../../../src/sandbox/state.ts';
import { runCli, type TestOrganization, testOrganization } from '../../support/cli.ts';
import { company } from '../../support/company.ts';
import { setTrust } from '../../support/repair.ts';
import { Screen } from '../../support/screen.ts';
import { iamOf, roleOf } from '../../support/state.ts';
import type { Picture } from './svg.ts';
import { runOnScreen } from './tty.ts';

/** Of the terminal in every picture. */
export const columns = 100;

const readBilling = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ce:Get*', Resource: '*' }],
});

/** A client is set up, from the question to the next command. */
export async function clientInit(): Promise<Picture> {
  const organization = await withClients('globex', 'initech');
  return picture(
    organization,
    'Your identity and the plan of five changes. After a yes, diverst creates the account, moves it, creates its role and gives Ops access; then the result and the next command.',
    { 'diverst client init acme': 0 },
  );
}

/** An audit of an organization with a role that an outside account can assume, and a user with rights of its own. */
export async function orgAudit(): Promise<Picture> {
  const organization = await withClients('acme', 'globex', 'initech');
  organization.sandbox.edit((state) => {
    openTrust(state);
    const { users, groups } = iamOf(state, 'Ops');
    const [person] = Object.values(users);
    if (person === undefined) throw new Error('no user in Ops');
    const inline = { billing: { document: readBilling, effectiveAt: 0 } };
    users.kim = { ...person, name: 'kim', id: 'AIDAEXAMPLEOFAUSERKIM', inline };
    groups.production?.members.push('kim');
  });
  return picture(
    organization,
    'An outside account can assume the role of client globex: high. A user in Ops has a policy outside of any group: medium. Each with what is expected, what exists and how to fix it; exit code 2.',
    { 'diverst org audit': 2 },
  );
}

/** A trust policy that was opened by hand: found, repaired, and gone. */
export async function orgRepair(): Promise<Picture> {
  const organization = await withClients('acme', 'globex');
  organization.sandbox.edit(openTrust);
  return picture(
    organization,
    'The audit reports that an outside account can assume the role of client globex. The repair shows the old and the new trust policy, asks, and sets it. The next audit is clean.',
    { 'diverst org audit': 2, 'diverst org repair': 0, 'diverst org audit --fail-on low': 0 },
  );
}

/** The role of globex trusts an account outside the organization as well. */
function openTrust(state: SandboxState): void {
  const trust = JSON.parse(roleOf(state, 'globex').trust.document);
  const [statement] = trust.Statement;
  statement.Principal.AWS = [statement.Principal.AWS, 'arn:aws:iam::111122223333:root'].flat();
  setTrust(state, 'globex', JSON.stringify(trust));
}

/** What the company of the story costs. */
export async function orgCosts(): Promise<Picture> {
  return picture(
    company(Date.UTC(2029, 10, 23, 12)),
    (text) =>
      `diverst reports the price of the question and asks. Then a table: for each client, environment and other account the costs of ${monthsIn(text)} months, a line that shows how they changed, and the change; tax, credits and refunds separately, and the total.`,
    { 'diverst org costs': 0 },
  );
}

/** How many months have a column of their own. */
function monthsIn(text: string): number {
  const head = text.split('\n').find((line) => line.trimStart().startsWith('trend ')) ?? '';
  return head.match(/\b\d{4}-\d{2}\b/g)?.length ?? 0;
}

async function withClients(...clients: readonly string[]): Promise<TestOrganization> {
  const organization = testOrganization();
  for (const client of clients) {
    const { code, stderr } = await runCli(organization, ['client', 'init', client, '--yes']);
    if (code !== 0) throw new Error(stderr);
  }
  return organization;
}

/**
 * @param description in words, or from what the screen shows at the end
 * @param commands with the exit code of each; one after another on one screen
 */
async function picture(
  organization: TestOrganization,
  description: string | ((text: string) => string),
  commands: Readonly<Record<string, number>>,
): Promise<Picture> {
  const screen = new Screen(columns);
  for (const [commandLine, expected] of Object.entries(commands)) {
    const code = await runOnScreen(organization, commandLine, screen);
    if (code !== expected) throw new Error(`${commandLine}: exit code ${code}\n${screen.text()}`);
  }
  const title = Object.keys(commands).join(', ');
  const words = typeof description === 'string' ? description : description(screen.text());
  return { title, description: words, columns, lines: screen.lines() };
}
