import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openUser, type WindowsUser } from './support/machine.ts';

let user: WindowsUser;
beforeAll(() => {
  user = openUser();
});
afterAll(() => user?.remove());

describe.runIf(inject('windows'))('a working day in cmd', () => {
  test('a client is made, entered and left, and the next steps are in the words of cmd', async () => {
    const steps = await user.steps(
      [
        'diverst --version',
        'diverst client init acme --yes',
        'diverst client assume acme --format cmd',
        'diverst client assume acme',
        'diverst client exec acme -- printset',
        'diverst client exec acme -- node -p process.env.DIVERST_CLIENT',
        'diverst client exec acme -- node -e process.exit(7)',
        'diverst org audit',
        'diverst org aduit',
      ],
      { env: { DIVERST_SANDBOX: '1' } },
    );
    for (const s of steps) console.log(s);
    expect(steps.map(({ code }) => code)).toEqual([0, 0, 0, 0, 127, 0, 7, 0, 64]);
  });
});
