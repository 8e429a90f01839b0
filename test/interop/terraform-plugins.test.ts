import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPlugins, terraformPlugins } from './support/terraform-plugins.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'diverst-plugins-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Puts the provider into a folder of the home. @returns the folder */
function mirror(name: string): string {
  const folder = join(home, name);
  mkdirSync(join(folder, 'registry.terraform.io', 'hashicorp', 'aws', '5.0.0'), { recursive: true });
  return folder;
}

/** Nothing of the machine is found. */
const find = (env: NodeJS.ProcessEnv = {}) =>
  findPlugins({ XDG_DATA_DIRS: join(home, 'none'), HOME: home, ...env }, home, join(home, 'scratch'));
const configure = (text: string, name = '.terraformrc') => writeFileSync(join(home, name), text);

test('there is none in an empty home', () => {
  mkdirSync(join(home, '.terraform.d', 'plugins'), { recursive: true });
  expect(find()).toBe(null);
});

test.runIf(process.platform === 'linux').each(['.terraform.d/plugins', '.local/share/terraform/plugins'])(
  'it is found in %s, where Terraform looks by itself',
  (place) => {
    expect(find()).toBe(null);
    expect([mirror(place)]).toEqual([find()]);
  },
);

test('it is found in the mirror, then the cache, that the configuration names', () => {
  configure('# plugin_cache_dir = "/none"\n  plugin_cache_dir   = "$HOME/cache"\n');
  const cache = mirror('cache');
  expect(find()).toBe(cache);
  const own = mirror('own');
  configure(
    `plugin_cache_dir = "${cache}"\nprovider_installation {\n  filesystem_mirror {\n    path    = "${own}"\n    include = ["hashicorp/*"]\n  }\n  direct {}\n}\n`,
    'other',
  );
  expect(find({ TF_CLI_CONFIG_FILE: join(home, 'other') })).toBe(own);
  rmSync(join(home, '.terraformrc'));
  expect(find({ TF_PLUGIN_CACHE_DIR: cache })).toBe(cache);
});

test('one that is being developed is laid out as is wanted', () => {
  const built = join(home, 'built');
  mkdirSync(built);
  writeFileSync(join(built, 'terraform-provider-aws'), '');
  configure(`provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = "${built}"\n  }\n}\n`);
  const found = find() ?? '';
  const version = join(found, 'registry.terraform.io', 'hashicorp', 'aws', '0.0.1');
  const [place = ''] = readdirSync(version);
  expect(readdirSync(join(version, place))).toEqual(['terraform-provider-aws']);
});

test('what is named for the tests goes before all', () => {
  mirror('.terraform.d/plugins');
  expect(find({ [terraformPlugins]: '/named' })).toBe('/named');
});
