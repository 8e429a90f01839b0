/**
 * The layers as rules: each says which folder may not reach which, and why.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const ownCode = '^src/';

/** The packages that the program is made of. */
const bundled = [
  '@aws-sdk/(client-(cloudtrail|cost-explorer|iam|organizations|s3|sts)|core|credential-providers)',
  '@inquirer/(confirm|input|search)',
  '@smithy/(core|node-http-handler|types)',
  'big.js',
  'chalk',
  'commander',
  'https-proxy-agent',
  'ora',
  'preact',
  'preact-render-to-string',
  'valibot',
  'yaml',
];

/** Everything in src that `folder` may not import, besides itself and the folders given. */
function only(name, folder, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: ownCode, pathNot: [folder, ...allowed].map((place) => `^src/${place}(/|$)`) },
  };
}

/** Packages and Node modules that `folder` may not import, besides those given. */
function packages(name, folder, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { dependencyTypesNot: ['local'], pathNot: ['^src/', ...allowed] },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle is one module in two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'What cannot be found is not checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-bundled-packages-in-src',
      comment:
        'The published program brings every package in its own files: each has its reason in docs/architecture.md.',
      severity: 'error',
      from: { path: ownCode },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: bundled.map((name) => `node_modules/${name}/`),
      },
    },
    only('model-imports-nothing', 'model', [], 'The domain must be true without AWS, files and terminals.'),
    packages(
      'model-is-pure',
      'model',
      [],
      'No package and no Node module: the same input gives the same answer.',
    ),
    only(
      'plan-imports-model',
      'plan',
      ['model'],
      'The diff is pure, so that a plan can be tested, printed and stored.',
    ),
    packages('plan-is-pure', 'plan', [], 'The diff does no I/O.'),
    only(
      'audit-imports-plan',
      'audit',
      ['model', 'plan'],
      'Findings are the differences of the diff, worded for people: the same ones that a repair plans.',
    ),
    packages('audit-is-pure', 'audit', [], 'What is found depends on the snapshot alone.'),
    only(
      'history-imports-model',
      'history',
      ['model'],
      'Who did what is read from records that anybody may have shaped: it is true without AWS and terminals.',
    ),
    packages('history-is-pure', 'history', [], 'The same records give the same names.'),
    only(
      'costs-import-model',
      'costs',
      ['model'],
      'What accounts cost follows from what AWS says of it: it can be tried on any amounts.',
    ),
    packages(
      'costs-are-pure',
      'costs',
      ['node_modules/(@types/)?big.js/'],
      'Exact decimals, and nothing that asks anybody.',
    ),
    only(
      'report-imports-results',
      'report',
      ['model', 'plan', 'audit', 'history', 'costs'],
      'What a page shows is put together from results that the other views get.',
    ),
    packages('report-is-pure', 'report', [], 'The same results give the same page.'),
    only(
      'views-import-results',
      'views',
      ['model', 'plan', 'audit', 'history', 'costs', 'report'],
      'A view turns a result into text and asks nobody.',
    ),
    packages(
      'views-are-pure',
      'views',
      ['node_modules/preact'],
      'A view does no I/O and knows no colour library. HTML is rendered by what escapes it.',
    ),
    {
      name: 'html-stays-in-the-report',
      comment: 'Other views are text: they must not load what renders HTML.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/views/report/' },
      to: { path: 'node_modules/preact' },
    },
    only(
      'access-sees-api-types',
      'access',
      ['model', 'clock.ts', 'aws/api.ts', 'aws/iam-api.ts', 'aws/errors/aws-error.ts'],
      'It waits for AWS and enters accounts, for those who read and those who change alike.',
    ),
    packages('access-uses-no-package', 'access', [], 'It waits by the clock that it is given.'),
    only(
      'apply-sees-api-types',
      'apply',
      ['model', 'plan', 'access', 'clock.ts', 'aws/api.ts', 'aws/iam-api.ts', 'aws/errors/aws-error.ts'],
      'Changes go through the Api interfaces, so that nothing else can reach AWS.',
    ),
    packages('apply-uses-no-package', 'apply', [], 'Whatever it does, it does through the Api interfaces.'),
    only(
      'operations-see-api-types',
      'operations',
      [
        'model',
        'plan',
        'audit',
        'history',
        'costs',
        'access',
        'apply',
        'clock.ts',
        'aws/api.ts',
        'aws/iam-api.ts',
        'aws/errors/aws-error.ts',
      ],
      'A use case is the same on AWS and in the sandbox.',
    ),
    packages('operations-use-no-package', 'operations', [], 'A use case knows neither SDK nor terminal.'),
    only(
      'aws-imports-model',
      'aws',
      ['model', 'clock.ts'],
      'The boundary turns SDK shapes into the model’s and knows no more.',
    ),
    packages(
      'aws-uses-the-sdk',
      'aws',
      ['@aws-sdk/', '@smithy/', 'node_modules/https-proxy-agent/', '^(node:)?(fs|http|https|path)$'],
      'The SDK, the files that it reads, and the way through a proxy.',
    ),
    only(
      'credentials-import-model',
      'credentials',
      ['model', 'files'],
      'Sessions are kept and printed without asking AWS.',
    ),
    packages(
      'credentials-use-node',
      'credentials',
      ['^(node:)?[a-z_/]+$'],
      'They sit under every Terraform run: no package is loaded for them.',
    ),
    only(
      'exec-imports-credentials',
      'exec',
      ['credentials', 'clock.ts'],
      'It runs other programs and serves them; what for, the command knows.',
    ),
    packages(
      'exec-uses-node',
      'exec',
      ['^(node:)?[a-z_/]+$'],
      'Processes, signals and loopback: Node alone.',
    ),
    only('config-imports-model', 'config', ['model'], 'The file becomes a Structure.'),
    packages(
      'config-reads-files',
      'config',
      ['node_modules/valibot/', 'node_modules/yaml/', '^(node:)?(fs|path|fs/promises)$'],
      'A parser, a validation library and the disk.',
    ),
    only('files-import-nothing', 'files', [], 'Atomic writes and locks hold nothing about AWS.'),
    only(
      'sandbox-is-independent',
      'sandbox',
      ['files'],
      'The program is tested against it, so the two share no logic.',
    ),
    packages(
      'sandbox-uses-sdk-and-node',
      'sandbox',
      ['@aws-sdk/', '@smithy/types', '^(node:)?[a-z_/]+$'],
      'The SDK’s schemas and Node, nothing else.',
    ),
    {
      name: 'sandbox-is-loaded-at-one-place',
      comment: 'It is never on the production path: only cli/sandbox/ loads it, when called.',
      severity: 'error',
      from: { path: ownCode, pathNot: ['^src/sandbox/', '^src/cli/sandbox/'] },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'sandbox-is-loaded-lazily',
      comment: 'A static import would load it with every command.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'terminal-knows-the-terminal',
      comment: 'Colours, spinners and prompts in one place, so that streams can be swapped.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/terminal/' },
      to: { path: 'node_modules/(chalk|ora|@inquirer)/' },
    },
    {
      name: 'commander-stays-in-cli',
      comment: 'An operation takes an object, not a command line.',
      severity: 'error',
      from: { path: ownCode, pathNot: ['^src/cli/', '^src/main.ts$'] },
      to: { path: 'node_modules/commander/' },
    },
    {
      name: 'sdk-stays-in-aws',
      comment: 'SDK shapes are turned into the model’s at one boundary.',
      severity: 'error',
      from: { path: ownCode, pathNot: ['^src/aws/', '^src/sandbox/'] },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'main-is-the-top',
      comment: 'Only the executable loads it, when the fast path has no answer.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/main.ts$' },
    },
    {
      name: 'start-loads-little',
      comment:
        'The fast path costs hardly more than Node: it loads the cache, the code for a start file, and nothing else of the program.',
      severity: 'error',
      from: { path: '^src/start.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/credentials/', '^src/cli/sandbox/state-path.ts$', '^src/views/shell-init/'],
      },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
