import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Names the folder that Terraform takes its AWS provider from, laid out as for `terraform init -plugin-dir`, where it
 * is none that Terraform itself would find. These tests reach the loopback only, so nothing is downloaded.
 */
export const terraformPlugins = 'DIVERST_TEST_TERRAFORM_PLUGINS';

const provider = join('registry.terraform.io', 'hashicorp', 'aws');

/**
 * A folder with the AWS provider, from where Terraform itself looks; null where there is none.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 * @param home of the user
 * @param scratch a folder in which an overriding provider, which is a bare folder, is laid out as is wanted here
 */
export function findPlugins(env: NodeJS.ProcessEnv, home: string, scratch: string): string | null {
  const named = env[terraformPlugins];
  if (named) return named;
  const settings = readSettings(env.TF_CLI_CONFIG_FILE || join(home, '.terraformrc'), env);
  if (settings.override !== null && isFolder(settings.override)) return laidOut(settings.override, scratch);
  const candidates = [
    ...settings.mirrors,
    ...settings.cache,
    ...(env.TF_PLUGIN_CACHE_DIR ? [env.TF_PLUGIN_CACHE_DIR] : []),
    ...impliedMirrors(env, home),
  ];
  return candidates.find((folder) => holdsProvider(folder)) ?? null;
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function impliedMirrors(env: NodeJS.ProcessEnv, home: string): readonly string[] {
  const data = [
    env.XDG_DATA_HOME || join(home, '.local', 'share'),
    ...(env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(delimiter),
  ].map((folder) => join(folder, 'terraform', 'plugins'));
  const support = join('Library', 'Application Support', 'io.terraform', 'plugins');
  const others = process.platform === 'darwin' ? [join(home, support), join('/', support)] : data;
  return [join(home, '.terraform.d', 'plugins'), ...others];
}

interface Settings {
  readonly override: string | null;
  readonly mirrors: readonly string[];
  readonly cache: readonly string[];
}

/** What a CLI configuration says of places, as far as its usual spelling goes. */
function readSettings(file: string, env: NodeJS.ProcessEnv): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\s*(#|\/\/).*$|\/\*[\s\S]*?\*\//gm, '');
  } catch {
    return { override: null, mirrors: [], cache: [] };
  }
  const expand = (path: string) =>
    path.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced, bare) => env[braced ?? bare] ?? '');
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, path = '']) => expand(path));
  return {
    override:
      all(/dev_overrides\s*\{[^}]*"(?:registry\.terraform\.io\/)?hashicorp\/aws"\s*=\s*"([^"]+)"/g)[0] ??
      null,
    mirrors: all(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g),
    cache: all(/^\s*plugin_cache_dir\s*=\s*"([^"]+)"/gm),
  };
}

function holdsProvider(folder: string): boolean {
  const own = join(folder, provider);
  return isFolder(own) && readdirSync(own).length > 0;
}

function laidOut(override: string, scratch: string): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  // Version 0.0.0 means none to Terraform.
  const version = join(scratch, provider, '0.0.1');
  mkdirSync(version, { recursive: true });
  const place = join(version, `${process.platform}_${arch}`);
  if (!existsSync(place)) symlinkSync(override, place);
  return scratch;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
