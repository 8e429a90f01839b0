import { Document, Scalar, visit } from 'yaml';
import fc from '../../../support/properties.ts';
import { edit, garbage, long } from './garbage.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every section with something in it, all of it allowed. */
export const goodConfiguration = {
  profiles: { management: 'acme-root', ops: 'acme-ops' },
  region: 'eu-central-1',
  organization: {
    units: { users: 'Users', environments: 'Envs', production: 'Production' },
    opsAccount: 'Ops',
    opsEmail: 'ops@example.com',
    environments: [],
    accountQuota: 50,
    adminPolicies: ['AdministratorAccess'],
    accessRole: 'OrganizationAccountAccessRole',
    groups: { admin: 'admin', production: 'production' },
  },
  client: {
    email: 'aws+{client}@example.com',
    role: {
      name: '{client}-production',
      path: '/',
      managedPolicies: ['AdministratorAccess'],
      maxSession: '1h',
      requireMfa: false,
      requireSourceIdentity: false,
      permissionsBoundary: null,
      tags: { 'Cost Center': '42' },
    },
    roleArns: { acme: 'arn:aws:iam::123456789012:role/acme-production' },
  },
  audit: {
    ignore: [{ check: 'unit-missing', subject: '*', reason: 'not made yet', expires: '2027-03-31' }],
  },
} satisfies Json;

export const goodText = new Document(goodConfiguration).toString({ defaultStringType: 'QUOTE_DOUBLE' });

/** Values of every type, near the allowed ones and far from them. */
const value: fc.Arbitrary<Json> = fc.oneof(
  garbage,
  fc.constantFrom<Json[]>(
    ...[null, true, 0, -1, 3600, 43_201, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], [[]], {}],
    ...['13h', '4h', '3600', 'a{client}', 'x+{client}@example.com', '/clients/', 'us-east-1', 'Users'],
    ...[[null], ['AdministratorAccess', 'AdministratorAccess'], { client: null }, { a: { b: { c: [] } } }],
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** The paths to everything in a value, the value itself first. */
function pathsOf(of: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof of !== 'object' || of === null) return [path];
  return [path, ...Object.entries(of).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

const paths = pathsOf(goodConfiguration);

/** The value with what stands at a path changed by `change`; undefined takes it away. */
function changed(of: Json, [key, ...rest]: readonly string[], change: (old: Json) => Json | undefined): Json {
  if (key === undefined) return change(of) ?? null;
  const isHere = rest.length === 0;
  const entries = Object.entries(of ?? {}).flatMap(([name, inner]): readonly (readonly [string, Json])[] => {
    if (name !== key) return [[name, inner]];
    const made = isHere ? change(inner) : changed(inner, rest, change);
    return made === undefined ? [] : [[name, made]];
  });
  return Array.isArray(of) ? entries.map(([, inner]) => inner) : ownEntries(entries);
}

/** Also a key `__proto__` becomes one of the object's own. */
function ownEntries(entries: readonly (readonly [string, Json])[]): { readonly [key: string]: Json } {
  const made: Record<string, Json> = Object.create(null);
  for (const [key, inner] of entries) made[key] = inner;
  return made;
}

const mutation: fc.Arbitrary<(config: Json) => Json> = fc
  .tuple(fc.constantFrom(...paths), value, garbage, fc.integer({ min: 0, max: 4 }))
  .map(([path, put, key, kind]) => (config: Json) => {
    const change = (old: Json): Json | undefined => {
      switch (kind) {
        case 0:
          return undefined;
        case 1:
          return [old];
        case 2:
          return ownEntries([...Object.entries(typeof old === 'object' ? (old ?? {}) : {}), [key, put]]);
        case 3:
          return ownEntries([[key, old]]);
        default:
          return put;
      }
    };
    return changed(config, path, change);
  });

const styles = ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

export interface Style {
  readonly string: (typeof styles)[number];
  readonly flow: boolean;
  readonly indent: number;
  readonly end: string;
  readonly mark: string;
}

export const style: fc.Arbitrary<Style> = fc.record({
  string: fc.constantFrom(...styles),
  flow: fc.boolean(),
  indent: fc.integer({ min: 1, max: 8 }),
  end: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\ufeff', '---\n', '# a comment\n\n'),
});

/** A value as YAML of that style. */
export function yamlOf(content: unknown, { string, flow, indent, end, mark }: Style): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      const isBlock = string.startsWith('BLOCK');
      if (typeof node.value === 'string' && !(key === 'key' && isBlock)) node.type = Scalar[string];
    },
    Collection(_key, node) {
      node.flow = flow;
    },
  });
  return mark + document.toString({ indent, lineWidth: 0 }).replaceAll('\n', end);
}

const mutated: fc.Arbitrary<string> = fc
  .tuple(fc.array(mutation, { minLength: 1, maxLength: 3 }), style)
  .map(([mutations, how]) =>
    yamlOf(
      mutations.reduce<Json>((config, one) => one(config), goodConfiguration),
      how,
    ),
  );

const edited: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      edit(
        fc.oneof(
          garbage,
          ...['&a ', '*a', '!!binary ', '!x ', '<<: ', '? ', '- ', ': ', '---\n', '...\n', '%YAML 9.9\n'].map(
            (one) => fc.constant(one),
          ),
          ...['|-\n', '>9\n', '#', '@', '`', '{', '[', '}', ']', '"', "'", '\n\t', '\n ', '\u0085'].map(
            (one) => fc.constant(one),
          ),
        ),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    fc.constantFrom(goodText, goodText.replaceAll('\n', '\r\n'), JSON.stringify(goodConfiguration, null, 2)),
  )
  .map(([edits, text]) => edits.reduce((done, one) => one(done), text));

/** What a small file can grow to in a parser: aliases of aliases, depth, width, length. At most 100 kB each. */
const large: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom<((times: number) => string)[]>(
      (times) => aliases(Math.min(times, 40)),
      ...[
        '[',
        '{a: ',
        '- ',
        '? ',
        '"',
        "'",
        '#',
        '!',
        '&a ',
        '*a ',
        '\t',
        '\n',
        ' ',
        'a:',
        '- a\n',
        '%',
        '\\',
      ].map((part) => (times: number) => part.repeat(times)),
      (times) => `${'{"a":'.repeat(times)}1${'}'.repeat(times)}`,
      (times) => Array.from({ length: times / 10 }, (_, index) => `key${index}: ${index}`).join('\n'),
      (times) => `client:\n  email: "${'a+{client}'.repeat(times / 10)}@example.com"\n`,
      (times) => `client:\n  role:\n    path: "/${'a/'.repeat(times / 2)}\u0007"\n`,
      (times) => `client:\n  role:\n    managedPolicies: ["${'a/'.repeat(times / 2)}!"]\n`,
      (times) => `client:\n  role:\n    maxSession: "${'1'.repeat(times)}h!"\n`,
      (times) => `client:\n  roleArns:\n    acme: "arn:aws:iam::123456789012:role/${'/'.repeat(times)}!"\n`,
      (times) => `region: "${'a-'.repeat(times / 2)}"\n`,
      (times) => `organization:\n  opsEmail: "${'a.'.repeat(times / 2)}@${'b.'.repeat(times / 4)}"\n`,
      (times) => `audit:\n  ignore:\n    - reason: "${' '.repeat(times)}"\n`,
      (times) => `organization:\n  accountQuota: ${'9'.repeat(times)}\n`,
    ),
    fc.integer({ min: 1, max: 15_000 }),
  )
  .map(([make, times]) => make(times));

/** A value that doubles with each line. */
function aliases(times: number): string {
  const lines = Array.from(
    { length: times },
    (_, index) => `k${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
  );
  return ['k0: &a0 [x]', ...lines].join('\n');
}

const bytes: fc.Arbitrary<Buffer> = fc
  .tuple(fc.uint8Array({ maxLength: 200 }), fc.boolean(), fc.nat(goodText.length))
  .map(([random, isInside, at]) => {
    const good = Buffer.from(goodText);
    return isInside ? Buffer.concat([good.subarray(0, at), random, good.subarray(at)]) : Buffer.from(random);
  });

/** What may be found under the name of a configuration. */
export const content: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 6, arbitrary: mutated },
  { weight: 4, arbitrary: edited },
  { weight: 1, arbitrary: large },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: garbage },
  {
    weight: 1,
    arbitrary: fc.tuple(long, long).map(([key, text]) => `${JSON.stringify(key)}: ${JSON.stringify(text)}`),
  },
);

/** A name that no section has, and a section to put it into. */
export const unknownKey = fc.tuple(
  fc.constantFrom(
    ...paths.filter((path) => {
      const at = path.reduce<unknown>(
        (of, key) => (of as Readonly<Record<string, unknown>>)[key],
        goodConfiguration,
      );
      const free = ['tags', 'roleArns'].includes(path.at(-1) ?? '');
      return typeof at === 'object' && at !== null && !Array.isArray(at) && !free;
    }),
  ),
  fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'Region',
      'e-mail',
      'secretAccessKey',
    ),
    fc.stringMatching(/^[a-z]{1,12}$/).map((name) => `x-${name}`),
  ),
);

/** The good configuration with one key more. */
export function withKey(path: readonly string[], key: string): unknown {
  return changed(goodConfiguration, path, (old) => ownEntries([...Object.entries(old ?? {}), [key, 'x']]));
}
