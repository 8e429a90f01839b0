/** Who and what there is in the story. Every name is made up, and every address is one for documentation. */

/** What an account costs. */
export interface Spends {
  /** Tenths of a dollar a day at first. */
  readonly size: number;
  /** How much more each month costs than the first one, in thousandths of it. */
  readonly growth: number;
  /** Days ago, in the month of the year that costs twice as much. */
  readonly peak?: number;
}

/** A client or an environment, and how many days ago its account was made. */
export interface CastAccount {
  readonly name: string;
  readonly since: number;
  readonly spends: Spends;
}

/** Days ago on which the company got its organization. */
export const companySince = 760;

export const clients: readonly CastAccount[] = [
  { name: 'acme', since: 730, spends: { size: 680, growth: 22 } },
  { name: 'globex', since: 690, spends: { size: 530, growth: 14 } },
  { name: 'initech', since: 640, spends: { size: 31, growth: 0 } },
  { name: 'umbrella', since: 575, spends: { size: 380, growth: 9 } },
  { name: 'hooli', since: 520, spends: { size: 62, growth: 14 } },
  { name: 'vandelay', since: 455, spends: { size: 270, growth: -8 } },
  { name: 'aperture', since: 400, spends: { size: 224, growth: 14, peak: 70 } },
  { name: 'tyrell', since: 330, spends: { size: 47, growth: 4 } },
  { name: 'weyland', since: 260, spends: { size: 93, growth: 260 } },
  { name: 'oceanic', since: 180, spends: { size: 190, growth: 31 } },
  { name: 'virtucon', since: 95, spends: { size: 75, growth: 22 } },
  { name: 'octan', since: 26, spends: { size: 40, growth: 0 } },
];

/** Clients that have left: their accounts were closed so many days ago. */
export const leavers: readonly (CastAccount & { readonly closed: number })[] = [
  { name: 'yoyodyne', since: 560, spends: { size: 120, growth: 9 }, closed: 250 },
  { name: 'zorg', since: 600, spends: { size: 150, growth: 4 }, closed: 38 },
];

export const environments: readonly CastAccount[] = [
  { name: 'staging', since: 740, spends: { size: 93, growth: 9 } },
  { name: 'tools', since: 735, spends: { size: 310, growth: 4 } },
];

/** An account that came with a company that was bought. */
export const bought: CastAccount = { name: 'nakatomi', since: 300, spends: { size: 125, growth: 31 } };

/** What the accounts cost that an organization has from its beginning: in Ops, nothing runs. */
export const firstAccounts: Readonly<Record<string, Spends>> = {
  management: { size: 38, growth: 4 },
  Ops: { size: 0, growth: 0 },
};

/** A person in Ops. */
export interface CastPerson {
  readonly name: string;
  readonly since: number;
  readonly groups: readonly ('production' | 'environments')[];
  /** False: there is a password, and no MFA device. */
  readonly mfa: boolean;
}

export const people: readonly CastPerson[] = [
  { name: 'alice', since: 750, groups: ['production', 'environments'], mfa: true },
  { name: 'ben', since: 610, groups: ['production'], mfa: true },
  { name: 'gina', since: 590, groups: ['production'], mfa: true },
  { name: 'carla', since: 480, groups: ['production', 'environments'], mfa: true },
  { name: 'dmitri', since: 350, groups: ['production'], mfa: true },
  { name: 'emma', since: 210, groups: ['environments'], mfa: true },
  { name: 'farid', since: 19, groups: ['production'], mfa: false },
];

/** What the story of `sandbox reset --story` follows from, in hex: one for all, so that it can be talked about. */
export const storySecret = '73746f7279'.padEnd(64, '0');

/** The second admin of the management account. */
export const secondAdmin = 'robin';

/** The user whose access key the CI system works with. */
export const machine = 'ci-deploy';

const office = '203.0.113.24';

/** With which programs people call AWS, and from where. */
export const seats = {
  diverst: { sourceIp: office, userAgent: 'aws-sdk-js/3.1000.0 app/diverst' },
  cli: { sourceIp: office, userAgent: 'aws-cli/2.31.9 md/awscrt#0.27.6 exec-env/shell' },
  terraform: { sourceIp: office, userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.4' },
  console: { sourceIp: office, userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0' },
  ci: { sourceIp: '192.0.2.10', userAgent: 'aws-cli/2.31.9 exec-env/CI' },
  intruder: { sourceIp: '198.51.100.77', userAgent: 'python-requests/2.32.3' },
} as const;
