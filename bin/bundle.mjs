// @ts-check
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What every bundle has in common: modules of packages, of which what is not used is left out. */
export const common = /** @satisfies {import('rolldown').InputOptions} */ ({
  cwd: root,
  platform: 'node',
  resolve: { mainFields: ['module', 'main'], conditionNames: ['module', 'node', 'import', 'default'] },
  transform: { target: 'node20.19' },
  logLevel: 'warn',
});

/**
 * Bundles a program of this repository into one file, with the packages that it needs: the oldest Node that is
 * supported runs no TypeScript.
 * @param {string} input path of its source
 * @param {string} file an ES module, `.mjs`
 * @param {Record<string, string>} [alias] other names of folders
 */
export async function bundle(input, file, alias = {}) {
  await build({
    ...common,
    input,
    resolve: { ...common.resolve, alias, modules: [`${root}node_modules`] },
    output: { file, format: 'esm', codeSplitting: false },
  });
}
