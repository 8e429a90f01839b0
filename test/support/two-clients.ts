import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliOptions, type CliResult, runCli, type TestOrganization } from './cli.ts';
import { madeClients } from './made-clients.ts';
import { opsOf } from './state.ts';

/** An organization with the clients acme and globex, and a folder of the test's own that sessions are kept in. */
export interface TwoClients {
  readonly folder: string;
  readonly organization: TestOrganization;
  /** Where sessions are kept. */
  readonly sessions: string;
  run(argv: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** Writes a configuration into the folder. @returns its path */
  config(text: string): string;
  /** Names of the calls since the clients were made. */
  calls(): readonly string[];
  /** Files that sessions of a client, or `mfa`, are kept in. */
  kept(client: string): readonly string[];
  remove(): void;
}

export async function twoClients(): Promise<TwoClients> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-clients-'));
  const sessions = join(folder, 'state.json.sessions');
  const organization = await madeClients({ rates: false });
  organization.clock.advance(120_000);
  const run: TwoClients['run'] = (argv, options = {}) => {
    const env = { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), ...options.env };
    return runCli(organization, argv, { cwd: folder, ...options, env });
  };
  return {
    ...{ folder, organization, sessions, run },
    config(text) {
      const path = join(folder, 'test.yaml');
      writeFileSync(path, text);
      return path;
    },
    calls: () => organization.sandbox.calls.map(({ operation }) => operation),
    kept: (client) => readdirSync(sessions).filter((name) => name.startsWith(`${client}-`)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Takes from the user what lets people read the own groups; the grants stay. */
export function closeGroups({ sandbox }: TestOrganization): void {
  sandbox.edit((state) => {
    const { iam, user } = opsOf(state);
    for (const group of Object.values(iam.groups)) delete group.inline['read-own-access'];
    user.inline = {};
  });
}
