import {
  CreateLoginProfileCommand,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { world } from '../world.ts';

const hour = 3_600_000;

/** The rows of a report, each by its columns. */
function read(content: Uint8Array | undefined): Record<string, string>[] {
  const [header = '', ...lines] = Buffer.from(content ?? [])
    .toString()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.match(/"[^"]*"|[^,]+/g) ?? [];
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}

test('a report is there once it was asked for, and serves for four hours', async () => {
  const { iam, clock, addUser, management } = world();
  const generate = () => iam().send(new GenerateCredentialReportCommand({}));
  const get = () => iam().send(new GetCredentialReportCommand({}));
  expect(await failureOf(get())).toMatchObject({
    name: 'CredentialReportNotPresentException',
    $metadata: { httpStatusCode: 410 },
  });
  expect((await generate()).State).toBe('STARTED');
  expect((await generate()).State).toBe('COMPLETE');
  const first = await get();
  expect(first).toMatchObject({ ReportFormat: 'text/csv', GeneratedTime: new Date(clock.now()) });
  addUser(management, 'later');
  await clock.sleep(4 * hour - 1);
  expect((await get()).Content).toEqual(first.Content);
  await clock.sleep(1);
  expect((await failureOf(get())).name).toBe('CredentialReportExpiredException');
  expect((await generate()).State).toBe('STARTED');
  expect(read((await get()).Content).map(({ user }) => user)).toEqual([
    '<root_account>',
    'later',
    'management-admin',
  ]);
});

test('it reports what credentials every user has', async () => {
  const { iam, addUser, edit, management, clock } = world();
  addUser(management, 'a,b');
  await iam().send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90 }));
  await iam().send(new CreateLoginProfileCommand({ UserName: 'a,b', Password: 'Correct-Horse-1' }));
  edit(management, ({ users }) => users['a,b']?.mfaDevices.push('arn'));
  await iam().send(new GenerateCredentialReportCommand({}));
  const [root, user, admin] = read((await iam().send(new GetCredentialReportCommand({}))).Content);
  const now = new Date(clock.now()).toISOString().replace('.000Z', '+00:00');
  expect(root).toMatchObject({ arn: `arn:aws:iam::${management}:root`, password_enabled: 'not_supported' });
  expect(user).toMatchObject({
    user: '"a,b"',
    password_enabled: 'true',
    password_last_changed: now,
    password_next_rotation: new Date(clock.now() + 90 * 24 * hour).toISOString().replace('.000Z', '+00:00'),
    mfa_active: 'true',
    access_key_1_active: 'true',
    access_key_1_last_rotated: now,
    access_key_2_active: 'false',
    access_key_2_last_rotated: 'N/A',
  });
  expect(admin).toMatchObject({
    password_enabled: 'false',
    password_next_rotation: 'N/A',
    mfa_active: 'false',
  });
});

test('it is asked for on everything', async () => {
  const { iam, addUser, management } = world();
  const jane = iam(addUser(management, 'jane'));
  const calls = [
    jane.send(new GenerateCredentialReportCommand({})),
    jane.send(new GetCredentialReportCommand({})),
  ];
  for (const call of calls) expect((await failureOf(call)).message).toContain('on resource: *');
});
