import { runCli, type TestOrganization, testOrganization } from '../../support/cli.ts';
import { company } from '../../support/company.ts';
import { setTrust } from '../../support/repair.ts';
import { Screen } from '../../support/screen.ts';
import { iamOf, roleOf } from '../../support/state.ts';
import type { Picture } from './svg.ts';
import { runOnScreen } from './tty.ts';

/** Of a terminal, unless a picture is of a narrower one. */
const usual = 100;

const readBilling = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ce:Get*', Resource: '*' }],
});

/** A client is set up, from the question to the next command. */
export async function clientInit(): Promise<Picture> {
  const organization = await withClients('globex', 'initech');
  return picture(
    organization,
    'diverst client init acme',
    'Who calls and the plan of five changes are shown; after a yes the account is created, moved, given its role and granted to Ops; then what now is, and the next command.',
    0,
  );
}

/** An audit of an organization with a door open to a stranger, and a user with rights of its own. */
export async function orgAudit(): Promise<Picture> {
  const organization = await withClients('acme', 'globex', 'initech');
  organization.sandbox.edit((state) => {
    const role = roleOf(state, 'globex');
    const trust = JSON.parse(role.trust.document);
    const [statement] = trust.Statement;
    statement.Principal.AWS = [statement.Principal.AWS, 'arn:aws:iam::111122223333:root'].flat();
    setTrust(state, 'globex', JSON.stringify(trust));
    const { users, groups } = iamOf(state, 'Ops');
    const [person] = Object.values(users);
    if (person === undefined) throw new Error('no user in Ops');
    const inline = { billing: { document: readBilling, effectiveAt: 0 } };
    users.kim = { ...person, name: 'kim', id: 'AIDAEXAMPLEOFAUSERKIM', inline };
    groups.production?.members.push('kim');
  });
  return picture(
    organization,
    'diverst org audit',
    'The role of client globex lets in an account outside the organization: high. A user in Ops has a policy of its own: medium. Each with what is wanted, what is, and how to fix it; exit code 2.',
    2,
  );
}

/** What the company of the story costs, on a terminal of the usual width. */
export async function orgCosts(): Promise<Picture> {
  return picture(
    company(Date.UTC(2029, 10, 23, 12)),
    'diverst org costs',
    'The price of the question is said, and agreed to. Then a table: for each client, environment and other account the costs of the last six months, a line that shows how they went, and the change; tax, credits and refunds apart, and the total.',
    0,
    80,
  );
}

async function withClients(...clients: readonly string[]): Promise<TestOrganization> {
  const organization = testOrganization();
  for (const client of clients) {
    const { code, stderr } = await runCli(organization, ['client', 'init', client, '--yes']);
    if (code !== 0) throw new Error(stderr);
  }
  return organization;
}

async function picture(
  organization: TestOrganization,
  commandLine: string,
  description: string,
  expected: number,
  columns = usual,
): Promise<Picture> {
  const screen = new Screen(columns);
  const code = await runOnScreen(organization, commandLine, screen);
  if (code !== expected) throw new Error(`exit code ${code}\n${screen.text()}`);
  return { title: commandLine, description, lines: screen.lines() };
}
