import fc from '../../../support/properties.ts';
import { garbage } from './garbage.ts';

/** The program's own words, `serve` left out, which ends only when it is interrupted. */
const words = fc.constantFrom(
  ...['client', 'org', 'sandbox', 'completion', 'help', 'init', 'assume', 'exec', 'console', 'list', 'show'],
  ...['profile', 'terraform', 'leave', 'audit', 'repair', 'checks', 'env', 'reset', 'bash', 'zsh', 'fish'],
  ...[
    'acme',
    'globex',
    'initech',
    'ops',
    'management',
    'Acme Inc',
    'acme-',
    'trust-everyone',
    'unit-missing',
  ],
);

/** Values that options take, and some that only look so. */
const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  time: fc.constantFrom(
    '1h',
    '15m',
    '900',
    '900s',
    '1h30m',
    '12h',
    '0',
    '0s',
    '-1',
    '13h',
    '1e3',
    '9'.repeat(40),
  ),
  name: fc.constantFrom('acme', 'globex', 'initech', 'umbrella', 'Acme Inc', 'ops', 'management', '*'),
  text: fc.constantFrom('ticket #42', 'x', '', 'a'.repeat(300), 'ü', 'a\nb'),
  arn: fc.constantFrom(
    ...[
      'role/acme-production',
      'role/globex-production',
      'user/acme',
      'role/',
      'role/a/b/acme-production',
    ].map((end) => `arn:aws:iam::123456789012:${end}`),
    ...[
      'arn:',
      'arn:aws:iam::1:role/acme-production',
      'arn:aws:iam::123456789012:role/OrganizationAccountAccessRole',
    ],
  ),
  email: fc.constantFrom(
    'a@b.example',
    'aws+{client}@example.com',
    'a@b',
    '@',
    'management@example.com',
    'A@B.EXAMPLE',
  ),
  file: fc.constantFrom('absent/report.json', 'absent.yaml', '.', '', 'report.json'),
  format: fc.constantFrom(
    ...[
      'json',
      'env',
      'fish',
      'powershell',
      'cmd',
      'credential-process',
      'github',
      'dotenv',
      'text',
      'sarif',
    ],
    ...['mermaid', 'junit', 'markdown', 'xml'],
  ),
  finding: fc.constantFrom('unit-missing:Users', 'trust-everyone', 'nothing', 'role-missing:acme', ':', '*'),
  number: fc.constantFrom(
    '0',
    '1',
    '8',
    '65535',
    '65536',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'NaN',
    '9'.repeat(400),
  ),
  profile: fc.constantFrom('management', 'root', 'ops', 'nobody', ''),
  region: fc.constantFrom('us-east-1', 'eu-central-1', 'moon', ''),
  severity: fc.constantFrom('low', 'medium', 'high', 'none', 'all'),
  way: fc.constantFrom('assume-role', 'profile', 'other'),
};

type Kind = keyof typeof values;

/** A command's own options: flags by themselves, others by what they take. */
interface Shape {
  readonly words: readonly string[];
  readonly takes: readonly string[];
}

const global = [
  '--profile profile',
  '--region region',
  '--config file',
  '--json',
  '--debug',
  '--no-input',
  '--sandbox',
];
const changing = ['--yes', '--dry-run', '--timeout time'];
const session = ['--duration time', '--min-ttl time', '--read-only', '--no-cache', '--session-name text'];
const emergency = ['--reason text', '--role-arn arn', '--break-glass'];

const shapes: readonly Shape[] = [
  { words: ['client', 'init'], takes: [...changing, '--email email', '--replace-trust', '--replace-grant'] },
  { words: ['client', 'assume'], takes: [...session, ...emergency, '--format format'] },
  { words: ['client', 'exec'], takes: [...session, ...emergency, '--refresh', '--force'] },
  { words: ['client', 'console'], takes: [...session, '--service text', '--print', '--open'] },
  { words: ['client', 'list'], takes: [] },
  { words: ['client', 'show'], takes: [] },
  { words: ['client', 'profile'], takes: ['--all', '--write', '--remove', '--role-arn arn'] },
  {
    words: ['client', 'terraform'],
    takes: [
      '--with way',
      '--alias text',
      '--no-alias',
      '--session-name text',
      '--source-identity text',
      '--role-arn arn',
      '--backend',
      '--backend-bucket',
      '--all',
      '--label text',
      '--providers',
      '--output file',
      '--output-folder file',
    ],
  },
  { words: ['client', 'leave'], takes: ['--format format'] },
  { words: ['org', 'init'], takes: [...changing, '--ops-email email', '--print-policy'] },
  {
    words: ['org', 'audit'],
    takes: [
      '--format format',
      '--output file',
      '--fail-on severity',
      '--client name',
      '--since file',
      '--concurrency number',
    ],
  },
  { words: ['org', 'repair'], takes: [...changing, '--only finding'] },
  { words: ['org', 'show'], takes: ['--format format', '--concurrency number'] },
  { words: ['org', 'checks'], takes: [] },
  { words: ['sandbox', 'env'], takes: ['--port number', '--format format'] },
  { words: ['completion'], takes: [] },
  { words: ['__clients'], takes: [] },
];

const everything = [...global, ...shapes.flatMap(({ takes }) => takes)];

function option(taken: string): fc.Arbitrary<readonly string[]> {
  const [flag = '', kind] = taken.split(' ');
  if (kind === undefined) return fc.constant([flag]);
  const value = fc.oneof(
    { weight: 5, arbitrary: values[kind as Kind] ?? garbage },
    { weight: 1, arbitrary: garbage },
  );
  return fc.oneof(
    { weight: 4, arbitrary: value.map((text) => [flag, text]) },
    { weight: 2, arbitrary: value.map((text) => [`${flag}=${text}`]) },
    { weight: 1, arbitrary: fc.constant([flag]) },
  );
}

const odd = fc.constantFrom(
  ...[
    '--',
    '-',
    '---',
    '--=',
    '-V',
    '-x',
    '-h',
    '--help',
    '--version',
    '--no-color',
    '--__proto__',
    '--constructor',
  ],
  ...['--no-__proto__', '--toString=1', '--no-config', '--yes=1', '--json=no'],
);

/** Anything at all, most of it out of place. */
const piece: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 2, arbitrary: words.map((word) => [word]) },
  { weight: 2, arbitrary: odd.map((word) => [word]) },
  { weight: 2, arbitrary: fc.constantFrom(...everything).chain(option) },
  { weight: 3, arbitrary: garbage.map((text) => [text]) },
);

/** A command with a name and options of its own, and now and then anything before, between and behind. */
export const commandLine: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: piece }),
    fc
      .constantFrom(...shapes)
      .chain(({ words: command, takes }) =>
        fc.tuple(
          fc.constant(command),
          fc.oneof(
            { weight: 5, arbitrary: fc.constantFrom(['acme'], ['globex'], ['umbrella'], []) },
            { weight: 1, arbitrary: garbage.map((text) => [text]) },
          ),
          fc.array(fc.constantFrom(...takes, ...takes, ...global).chain(option), { maxLength: 3 }),
        ),
      ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: piece },
      { weight: 1, arbitrary: fc.array(piece, { maxLength: 5 }).map((all) => all.flat()) },
    ),
  )
  .map(([before, [command, name, options], behind]) => {
    const isGroup =
      ['org', 'sandbox', 'completion', '__clients'].includes(command[0] ?? '') || command[1] === 'list';
    return [...before, ...command, ...(isGroup ? [] : name), ...options.flat(), ...behind];
  });
