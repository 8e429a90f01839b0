import type { AccountNoun } from '../../src/model/account-kind.ts';

/** What the tests of commands that serve every kind of account have to know of one. */
export interface TestedKind {
  readonly noun: AccountNoun;
  readonly command: string;
  /** Two accounts of the kind, which `twoOfEach` has. */
  readonly name: string;
  readonly other: string;
  /** `a client`, `an environment`. */
  readonly a: string;
  readonly role: string;
  readonly otherRole: string;
  readonly group: string;
  readonly variable: string;
  readonly sessionTag: string;
}

export const testedKinds = [
  {
    noun: 'client',
    command: 'client',
    name: 'acme',
    other: 'globex',
    a: 'a client',
    role: 'acme-production',
    otherRole: 'globex-production',
    group: 'production',
    variable: 'DIVERST_CLIENT',
    sessionTag: 'Client',
  },
  {
    noun: 'environment',
    command: 'env',
    name: 'staging',
    other: 'tools',
    a: 'an environment',
    role: 'staging-environment',
    otherRole: 'tools-environment',
    group: 'environments',
    variable: 'DIVERST_ENVIRONMENT',
    sessionTag: 'Environment',
  },
] as const satisfies readonly TestedKind[];

/** What `client list --json` prints. */
export interface ListedClients {
  readonly identity: string;
  readonly clients: readonly {
    readonly client: string;
    readonly accountId: string;
    readonly roleArn: string;
  }[];
}
