import { describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { accountOf, groupOf, roleOf } from '../support/state.ts';

const requests = ({ sandbox }: TestOrganization) =>
  mutations(sandbox).filter((call) => call === 'organizations:CreateAccount').length;

const init = (organization: TestOrganization, ...more: readonly string[]) =>
  runCli(organization, ['client', 'init', 'acme', '--yes', ...more]);

function unitOf(state: SandboxState, name: string): string {
  const unit = Object.values(state.units).find((one) => one.name === name);
  if (unit === undefined) throw new Error(`no OU ${name}`);
  return unit.id;
}

type Change = (state: SandboxState) => void;

const byHand: Readonly<Record<string, Change>> = {
  'another name': (state) => {
    accountOf(state, 'acme').name = 'acme-old';
  },
  'a name in capitals': (state) => {
    accountOf(state, 'acme').name = 'Acme';
  },
  'the name of another client to be': (state) => {
    accountOf(state, 'acme').name = 'globex';
  },
  'no name': (state) => {
    accountOf(state, 'acme').name = ' ';
  },
  'another address': (state) => {
    accountOf(state, 'acme').email = 'new@example.com';
  },
  'its place, the root': (state) => {
    accountOf(state, 'acme').parentId = state.organization?.rootId ?? '';
  },
  'its place, another OU': (state) => {
    accountOf(state, 'acme').parentId = unitOf(state, 'Users');
  },
  'no tags': (state) => {
    accountOf(state, 'acme').tags = {};
  },
  'its state, suspended': (state) => {
    accountOf(state, 'acme').state = 'SUSPENDED';
  },
  'no role': (state) => {
    delete state.iam[accountOf(state, 'acme').id]?.roles['acme-production'];
  },
  'a trust policy of its own': (state) => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: accountOf(state, 'Ops').id } },
      ],
    });
    Object.assign(roleOf(state, 'acme'), { trust: { document, effectiveAt: 0 } });
  },
  'no grant': (state) => {
    groupOf(state).inline = {};
  },
  'a grant with a condition': (state) => {
    const grant = groupOf(state).inline['assume-acme-production'];
    if (grant === undefined) throw new Error('no grant');
    const parsed = JSON.parse(grant.document);
    parsed.Statement[0].Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    groupOf(state).inline['assume-acme-production'] = { document: JSON.stringify(parsed), effectiveAt: 0 };
  },
};

/** Every command of diverst that the text advises, with an address where it wants one. */
function advised(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/diverst (client init acme[^\n]*)/g)].map(([, line = '']) =>
    line
      .trim()
      .split(' ')
      .map((word) => (word === 'ADDRESS' ? 'fresh@example.com' : word)),
  );
}

describe.each([
  ['the template’s', []],
  ['its own', ['--email', 'aws@acme.example']],
])('with %s address', (_whose, email) => {
  it.each(Object.entries(byHand))('%s given by hand: no second account', async (_name, change) => {
    const organization = testOrganization();
    expect((await init(organization, ...email)).code).toBe(0);
    organization.sandbox.edit(change);
    const lines: (readonly string[])[] = [
      ['client', 'init', 'acme'],
      ['client', 'init', 'acme', ...email],
      ['client', 'init', 'acme', '--replace-grant', '--replace-trust'],
      ['client', 'init', 'acme', '--email', 'fresh@example.com'],
    ];
    const seen = new Set<string>();
    for (const line of lines) {
      const words = [...new Set([...line, '--yes'])];
      if (seen.has(words.join(' '))) continue;
      seen.add(words.join(' '));
      const { code, stdout, stderr } = await runCli(organization, words);
      expect(requests(organization), `${words.join(' ')}\n${stderr}`).toBe(1);
      if (code !== 0) lines.push(...advised(stdout + stderr));
    }
  });
});

describe('a renamed account', () => {
  async function renamed(...changes: readonly Change[]) {
    const organization = testOrganization();
    expect((await init(organization)).code).toBe(0);
    for (const change of [...changes, byHand['another name'] ?? (() => {})])
      organization.sandbox.edit(change);
    return { organization, ...(await init(organization)) };
  }

  it('is recognized by its grant, and the way back works', async () => {
    const { organization, code, stdout, stderr } = await renamed();
    const { id } = accountOf(organization.sandbox.state(), 'acme-old');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      `the account of client acme seems to be renamed: its name is now acme-old (${id})`,
    );
    expect(stderr).toContain('the group in Ops is granted its role in it');
    expect(stderr).toContain(
      `give the account the name acme again:\n         aws account put-account-name --account-id ${id} --account-name acme\n`,
    );
    expect(stderr).not.toContain('--replace-grant');
    organization.sandbox.edit((state) => {
      accountOf(state, 'acme-old').name = 'acme';
    });
    const again = await init(organization);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('no changes');
  });

  it('is recognized by its grant with another address as well', async () => {
    const { code, stderr } = await renamed(byHand['another address'] ?? (() => {}));
    expect(code).toBe(1);
    expect(stderr).toContain('seems to be renamed');
    expect(stderr).not.toContain('email address');
  });

  it('is recognized by its tag where it was never granted', async () => {
    const { organization, code, stderr } = await renamed(
      byHand['another address'] ?? (() => {}),
      byHand['no grant'] ?? (() => {}),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('it is tagged diverst:client=acme');
    expect(requests(organization)).toBe(1);
  });

  it('is recognized by its address where nothing else is left', async () => {
    const { code, stderr } = await renamed(byHand['no tags'] ?? (() => {}), byHand['no grant'] ?? (() => {}));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /if that account belongs to client acme, rename it:\n +aws account put-account-name/,
    );
  });

  it('that is closed does not stand in the way of a new one', async () => {
    const organization = testOrganization();
    await init(organization);
    organization.sandbox.edit((state) => {
      Object.assign(accountOf(state, 'acme'), { name: 'acme-old', state: 'CLOSED' });
    });
    const { code, stderr } = await init(organization, '--email', 'fresh@example.com', '--replace-grant');
    expect(code, stderr).toBe(0);
    expect(requests(organization)).toBe(2);
  });

  it('is one of two that look like the client’s: none is chosen', async () => {
    const organization = testOrganization();
    await init(organization);
    organization.sandbox.edit((state) => {
      const account = accountOf(state, 'acme');
      account.name = 'acme-old';
      state.accounts['999999999999'] = {
        ...account,
        id: '999999999999',
        name: 'acme-new',
        email: 'n@example.com',
      };
      groupOf(state).inline = {};
    });
    const { code, stderr } = await init(organization);
    expect(code).toBe(1);
    expect(stderr).toContain('2 renamed accounts can be the account of client acme');
    expect(requests(organization)).toBe(1);
  });

  it.each([[[]], [['--replace-grant']]])(
    'keeps its grant when another account has the name, with %j',
    async (more) => {
      const organization = testOrganization();
      await init(organization);
      organization.sandbox.edit((state) => {
        const account = accountOf(state, 'acme');
        account.name = 'acme-old';
        const other = { ...account, id: '999999999999', name: 'acme', email: 'n@example.com' };
        state.accounts['999999999999'] = other;
        state.iam['999999999999'] = structuredClone(state.iam[account.id]) ?? {
          users: {},
          groups: {},
          roles: {},
          policies: {},
        };
      });
      const before = groupOf(organization.sandbox.state()).inline;
      const { code, stderr } = await init(organization, ...more);
      expect(code).toBe(1);
      expect(stderr).toMatch(/client acme has two accounts: 999999999999, and acme-old/);
      expect(stderr).not.toMatch(/^ +(fix: +)?.*--replace-grant/m);
      expect(groupOf(organization.sandbox.state()).inline).toEqual(before);
    },
  );

  it('in another OU with an address of its own is the client’s by its grant', async () => {
    const organization = testOrganization();
    await init(organization, '--email', 'aws@acme.example');
    organization.sandbox.edit(byHand['its place, another OU'] ?? (() => {}));
    const { code, stdout, stderr } = await init(organization);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Envs/Production');
  });
});

describe('what an account costs to recognize', () => {
  const tagReads = ({ sandbox }: TestOrganization) =>
    sandbox.calls.filter(({ operation }) => operation === 'ListTagsForResource').length;

  it('no call where name or grant identify it', async () => {
    const organization = testOrganization();
    for (const name of ['acme', 'globex', 'initech'])
      expect((await runCli(organization, ['client', 'init', name, '--yes'])).code).toBe(0);
    // Ops was made by CreateAccount too, and is no candidate.
    expect(tagReads(organization)).toBe(0);
    await init(organization);
    expect(tagReads(organization)).toBe(0);
  });

  it('and no right: who may not read tags sets up clients all the same', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const ops = accountOf(state, 'Ops');
      state.accounts['999999999999'] = { ...ops, id: '999999999999', name: 'other', email: 'o@example.com' };
    });
    organization.sandbox.faults.add({
      operation: 'ListTagsForResource',
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400 },
    });
    expect((await init(organization)).code).toBe(0);
    expect(tagReads(organization)).toBe(1);
  });
});
