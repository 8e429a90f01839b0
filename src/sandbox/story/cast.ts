/** Who and what there is in the story. Every name is made up, and every address is one for documentation. */

/** A client, and how many days ago its account was made. */
export interface CastClient {
  readonly name: string;
  readonly since: number;
}

/** Days ago on which the company got its organization. */
export const companySince = 760;

export const clients: readonly CastClient[] = [
  { name: 'acme', since: 730 },
  { name: 'globex', since: 690 },
  { name: 'initech', since: 640 },
  { name: 'umbrella', since: 575 },
  { name: 'hooli', since: 520 },
  { name: 'vandelay', since: 455 },
  { name: 'aperture', since: 400 },
  { name: 'tyrell', since: 330 },
  { name: 'weyland', since: 260 },
  { name: 'oceanic', since: 180 },
  { name: 'virtucon', since: 95 },
  { name: 'octan', since: 26 },
];

/** Clients that have left: their accounts were closed so many days ago. */
export const leavers: readonly (CastClient & { readonly closed: number })[] = [
  { name: 'yoyodyne', since: 560, closed: 250 },
  { name: 'zorg', since: 600, closed: 38 },
];

export const environments: readonly CastClient[] = [
  { name: 'staging', since: 740 },
  { name: 'tools', since: 735 },
];

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

/**
 * What the story of `sandbox reset --story` follows from, in hex. Drawn until the costs of its accounts, which follow from
 * it too, looked like those of a company: large and small ones, one that grows quickly, peaks, a closed one that still costs.
 */
export const storySecret = 'a752ce06d6eb6a7e801f6b36b8e6212dd06604e91f50acc147c4c2acd09143f2';

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
