// @ts-check
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `import text from './page.css?raw'` gives the file's text, as the tests' own bundler does. */
const rawText = {
  name: 'raw-text',
  /** @param {string} id */
  load(id) {
    if (!id.endsWith('?raw')) return null;
    const text = readFileSync(id.slice(0, -'?raw'.length), 'utf8');
    return { code: `export default ${JSON.stringify(text)};`, moduleType: /** @type {const} */ ('js') };
  },
};

/** What every bundle has in common: modules of packages, of which what is not used is left out. */
export const common = /** @satisfies {import('rolldown').InputOptions} */ ({
  cwd: root,
  platform: 'node',
  resolve: { mainFields: ['module', 'main'], conditionNames: ['module', 'node', 'import', 'default'] },
  transform: { target: 'node20.19' },
  plugins: [rawText],
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
