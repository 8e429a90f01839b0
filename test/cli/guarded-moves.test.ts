import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { outside } from '../audit/cast.ts';
import { addRole, documentOf, letIn, rootOf } from '../audit/edits.ts';
import { mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { idOf } from '../support/state.ts';

/** Guardrails are attached to Envs, and acme was moved out of it days ago. */
async function movedOut(): Promise<TestOrganization & { readonly place: () => string }> {
  const organization = await madeClients({ rates: true });
  const { sandbox, clock } = organization;
  clock.advance(10 * 24 * 3_600_000);
  sandbox.edit((state) => {
    Object.assign(state.accounts[idOf(state, 'acme')] ?? {}, { parentId: state.organization?.rootId });
  });
  const place = () => {
    const { accounts, units } = sandbox.state();
    const parentId = accounts[idOf(sandbox.state(), 'acme')]?.parentId ?? '';
    return units[parentId]?.name ?? 'the root';
  };
  return { ...organization, place };
}

function trusted({ sandbox }: TestOrganization, client: string, whom: string): void {
  sandbox.edit((state) => {
    addRole(state, idOf(state, client), 'shared', documentOf(letIn(rootOf(whom))));
  });
}

function configured(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-moves-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'diverst.config.yaml');
  writeFileSync(file, text);
  return file;
}

const byVendor = `the guardrail outsiders would stop account ${outside} from assuming the role acme/shared (a trust policy allows it); to allow it, add "${outside}" to guardrails.vendors`;

describe('org repair --yes', () => {
  it('moves an account in which nothing is in use that guardrails deny', async () => {
    const organization = await movedOut();
    const { code, stdout, stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(organization.place()).toBe('Production');
    expect(stderr).not.toContain('not moved');
  });

  it('leaves an account where it is that a vendor uses, and says which key excepts the vendor', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', outside);
    const { code, stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain(byVendor);
    expect(stderr).toContain(
      'not moved with --yes: acme to Envs/Production, which has the guardrails leave, root-user, roles, lateral, outsiders; to confirm it yourself, without --yes:\n        diverst org repair',
    );
    expect(organization.place()).toBe('the root');
    const vendors = configured(`guardrails: { vendors: ["${outside}"] }`);
    await runCli(organization, ['org', 'repair', '--yes', '--config', vendors]);
    expect(organization.place()).toBe('Production');
  });

  it('leaves an account where it is that assumes a role of another one', async () => {
    const organization = await movedOut();
    trusted(organization, 'globex', idOf(organization.sandbox.state(), 'acme'));
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).toContain('the guardrail lateral would stop acme from assuming the role globex/shared');
    expect(organization.place()).toBe('the root');
  });

  it('leaves an account where it is of which it is not known what is in use', async () => {
    const organization = await movedOut();
    organization.sandbox.faults.add({
      operation: 'LookupEvents',
      times: 100,
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'not here', status: 400 },
    });
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).toContain(
      'diverst could not find out what the guardrails root-user, lateral would deny in acme',
    );
    expect(organization.place()).toBe('the root');
  });

  it('moves Ops among people’s users, whose policies deny sessions without MFA and not other accounts’ roles', async () => {
    const organization = await movedOut();
    const mfa = configured('client: { role: { requireMfa: true } }');
    await runCli(organization, ['org', 'repair', '--yes', '--config', mfa]);
    organization.sandbox.edit((state) => {
      Object.assign(state.accounts[idOf(state, 'Ops')] ?? {}, { parentId: state.organization?.rootId });
    });
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes', '--config', mfa]);
    expect(stderr).not.toContain('lateral');
    const { accounts, units } = organization.sandbox.state();
    const { parentId = '' } = accounts[idOf(organization.sandbox.state(), 'Ops')] ?? {};
    expect(units[parentId]?.name).toBe('Users');
  });

  it('looks at policies of other names that deny as much', async () => {
    const organization = await movedOut();
    organization.sandbox.edit(({ organization: own }) => {
      for (const policy of Object.values(own?.policies ?? {})) {
        policy.name = `company ${policy.name}`;
        const document = policy.content.document.replaceAll('Diverst', 'Company');
        policy.content = { ...policy.content, document };
      }
    });
    trusted(organization, 'acme', outside);
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes', '--only', 'client-misplaced']);
    expect(stderr).toContain(byVendor);
    expect(organization.place()).toBe('the root');
  });

  it('moves it where it has the guardrails already', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', outside);
    organization.sandbox.edit((state) => {
      const envs = Object.values(state.units).find(({ name }) => name === 'Envs')?.id;
      Object.assign(state.accounts[idOf(state, 'acme')] ?? {}, { parentId: envs });
    });
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).not.toContain('not moved');
    expect(organization.place()).toBe('Production');
  });

  it('leaves it where it is if the same plan attaches there what would cut it off', async () => {
    const organization = await movedOut();
    organization.sandbox.edit(({ organization: own }) => {
      if (own !== null) own.attachments = {};
    });
    trusted(organization, 'acme', outside);
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).toContain(byVendor);
    expect(organization.place()).toBe('the root');
  });
});

describe('org repair', () => {
  it('lists what a move would cut off before it asks, and moves what was agreed to', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', outside);
    let shown = '';
    const { code } = await runCli(organization, ['org', 'repair'], {
      answer: true,
      shows: (text) => {
        shown += text;
      },
      whileAsked: () => {
        expect(shown).toContain(byVendor);
      },
    });
    expect(code, shown).toBe(0);
    expect(organization.place()).toBe('Production');
  });
});

describe('client init of an account that was there before', () => {
  const line = ['client', 'init', 'acme'];

  it('moves it if nothing is in use in it that guardrails deny', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', idOf(organization.sandbox.state(), 'Ops'));
    const { code, stderr } = await runCli(organization, [...line, '--yes']);
    expect(code, stderr).toBe(0);
    expect(organization.place()).toBe('Production');
  });

  it('begins nothing with --yes if something would be cut off, and says which key excepts it', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', outside);
    const before = mutations(organization.sandbox).length;
    const { code, stderr } = await runCli(organization, [...line, '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'account acme cannot be moved to Envs/Production with --yes: guardrails there can deny what is in use',
    );
    expect(stderr).toContain(byVendor);
    expect(mutations(organization.sandbox)).toHaveLength(before);
    const vendors = configured(`guardrails: { vendors: ["${outside}"] }`);
    expect((await runCli(organization, [...line, '--yes', '--config', vendors])).code).toBe(0);
    expect(organization.place()).toBe('Production');
  });

  it('begins nothing with --yes if it is not known what is in use, or what is denied', async () => {
    for (const operation of ['LookupEvents', 'ListPolicies']) {
      const organization = await movedOut();
      trusted(organization, 'acme', idOf(organization.sandbox.state(), 'Ops'));
      organization.sandbox.faults.add({
        operation,
        times: 100,
        fault: { kind: 'error', code: 'AccessDeniedException', message: 'not here', status: 400 },
      });
      const { code, stderr } = await runCli(organization, [...line, '--yes']);
      expect(code).toBe(1);
      expect(stderr).toContain('could not find out what');
      expect(organization.place()).toBe('the root');
    }
  });

  it('lists what would be cut off before it asks', async () => {
    const organization = await movedOut();
    trusted(organization, 'acme', outside);
    let shown = '';
    const { code } = await runCli(organization, line, {
      answer: true,
      shows: (text) => {
        shown += text;
      },
      whileAsked: () => {
        expect(shown).toContain(byVendor);
      },
    });
    expect(code, shown).toBe(0);
    expect(organization.place()).toBe('Production');
  });

  it('reads no policies if the account is empty', async () => {
    const organization = await movedOut();
    const { sandbox } = organization;
    const before = sandbox.calls.length;
    expect((await runCli(organization, [...line, '--yes'])).code).toBe(0);
    expect(sandbox.calls.slice(before).map(({ operation }) => operation)).not.toContain('ListPolicies');
  });
});
