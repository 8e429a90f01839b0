import { profileUsers } from '../base.ts';
import { clients, environments, machine, seats } from './cast.ts';
import type { Company, Kind } from './company.ts';
import type { Actor, Elsewhere, Seat } from './stage.ts';
import type { Act, Times } from './times.ts';

/** A piece of work in an account: why, with what, and what AWS sees of it. */
interface Chore {
  readonly reason: string;
  readonly seat: Seat;
  readonly calls: readonly Elsewhere[];
}

/** Where the event history is looked at unless said otherwise. */
const region = 'us-east-1';

const chores: readonly Chore[] = [
  {
    reason: 'release 4.12',
    seat: seats.cli,
    calls: [
      { service: 'ecs', name: 'RegisterTaskDefinition', parameters: { family: 'web', cpu: '512' }, region },
      { service: 'ecs', name: 'UpdateService', parameters: { cluster: 'main', service: 'web' }, region },
      { service: 'ecs', name: 'DescribeServices', parameters: { cluster: 'main' }, region, reads: true },
    ],
  },
  {
    reason: 'ticket 1841: larger disk for the database',
    seat: seats.cli,
    calls: [
      { service: 'rds', name: 'DescribeDBInstances', parameters: {}, region, reads: true },
      {
        service: 'rds',
        name: 'ModifyDBInstance',
        parameters: { dBInstanceIdentifier: 'orders', allocatedStorage: 200 },
        region,
      },
    ],
  },
  {
    reason: 'network for the new office',
    seat: seats.terraform,
    calls: [
      { service: 'ec2', name: 'DescribeVpcs', parameters: {}, region, reads: true },
      {
        service: 'ec2',
        name: 'AuthorizeSecurityGroupIngress',
        parameters: { groupId: 'sg-0a1b2c3d4e5f60718' },
        region,
      },
      {
        service: 'ec2',
        name: 'CreateTags',
        parameters: { tagSet: { items: [{ key: 'owner', value: 'platform' }] } },
        region,
      },
    ],
  },
  {
    reason: 'ticket 1857: the nightly export is late',
    seat: seats.cli,
    calls: [
      {
        service: 'lambda',
        name: 'GetFunction20150331v2',
        parameters: { functionName: 'export' },
        region,
        reads: true,
      },
      {
        service: 'lambda',
        name: 'UpdateFunctionConfiguration20150331v2',
        parameters: { functionName: 'export', timeout: 300 },
        region,
      },
    ],
  },
  {
    reason: 'rotate the certificate of the shop',
    seat: seats.terraform,
    calls: [
      { service: 'acm', name: 'RequestCertificate', parameters: { domainName: 'shop.example.com' }, region },
      { service: 'elasticloadbalancing', name: 'ModifyListener', parameters: { port: 443 }, region },
    ],
  },
];

/** Who works where, in turn: each client is somebody's now and then. */
const workers = ['alice', 'ben', 'carla', 'dmitri', profileUsers.ops] as const;

/** Where people from Ops had access to, when the last two weeks began. */
const entered = clients.map(({ name }) => name).filter((name) => name !== 'virtucon');

/** The last two weeks, without the night of the incident. */
export function dailyWork(company: Company, times: Times): readonly Act[] {
  return [
    ...times.workingDays.flatMap((days, index) => dayOf(company, times, days, index)),
    ...refusals(company, times),
    // Before its grant was lost.
    ...[71, 47, 20].flatMap((days, index) => {
      const chore = chores[index];
      const at = times.ago(times.workday(days), 11, 20);
      return chore === undefined ? [] : visit(company, at, 'carla', 'client', 'virtucon', chore);
    }),
  ];
}

function dayOf(company: Company, times: Times, days: number, index: number): readonly Act[] {
  const { stage, ops } = company;
  const visits = workers.flatMap((who, turn) => {
    const count = index * workers.length + turn;
    const client = entered[count % entered.length] ?? '';
    const chore = chores[count % chores.length];
    const at = times.ago(days, 8 + turn * 2, (count * 7) % 50);
    return chore === undefined ? [] : visit(company, at, who, 'client', client, chore);
  });
  const environment = environments[index % environments.length]?.name ?? '';
  const chore = chores[(index * 2) % chores.length];
  const ci: Act = {
    at: times.ago(days, 17, 5 + index),
    do() {
      const key = stage.withKey(ops, machine, seats.ci);
      const inside = company.enter(
        key,
        'client',
        entered[index % entered.length] ?? '',
        `pipeline ${2100 + index}`,
      );
      const parameters = { stackName: 'web' };
      stage.elsewhere(inside, { service: 'cloudformation', name: 'UpdateStack', parameters, region });
    },
  };
  const emma =
    chore === undefined
      ? []
      : visit(company, times.ago(days, 16, index), 'emma', 'environment', environment, chore);
  return [...visits, ci, ...emma];
}

/** A person comes in, and every three minutes does something. */
function visit(
  company: Company,
  at: number,
  who: string,
  kind: Kind,
  account: string,
  { reason, seat, calls }: Chore,
): readonly Act[] {
  const { stage, ops } = company;
  let inside: Actor | undefined;
  const enter: Act = {
    at,
    do() {
      const person =
        who === profileUsers.ops ? stage.withKey(ops, who, seats.diverst) : company.signIn(ops, who);
      inside = { ...company.enter(person, kind, account, reason), ...seat };
    },
  };
  const work = calls.map((call, index) => ({
    at: at + (index + 1) * 180_000,
    do() {
      if (inside !== undefined) stage.elsewhere(inside, call);
    },
  }));
  return [enter, ...work];
}

/** Attempts that AWS stopped, as it stops them every week. */
function refusals(company: Company, times: Times): readonly Act[] {
  const { stage, ops } = company;
  const [first = 0, , third = 0] = times.workingDays;
  return [
    {
      at: times.ago(first, 15, 20),
      do() {
        // The first password is there, and the MFA device is not.
        stage.signIn(ops, { who: 'farid', sourceIPAddress: seats.console.sourceIp });
        const farid = stage.signedIn(ops, 'farid', seats.diverst, false);
        stage.isRefused(() => company.enter(farid, 'client', 'acme', 'first day'));
      },
    },
    {
      at: times.ago(third, 9, 35),
      do() {
        const ben = company.signIn(ops, 'ben');
        stage.isRefused(() => company.enter(ben, 'client', 'virtucon', 'ticket 1849: mail does not arrive'));
      },
    },
    {
      at: times.ago(third, 15, 40),
      do() {
        const emma = stage.signedIn(ops, 'emma', seats.diverst);
        stage.isRefused(() => company.enter(emma, 'client', 'initech', 'look at the error'));
      },
    },
  ];
}
