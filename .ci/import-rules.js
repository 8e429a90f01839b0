// Checks the import rules, and that there was something to check: a parser that reads nothing finds no fault.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const { forbidden, options } = require('../.dependency-cruiser.cjs');

const tsConfig = extractTSConfig('tsconfig.json');
const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
  tsConfig,
});
const { summary, modules } = output;

const files = readdirSync('src', { recursive: true }).filter((file) => file.endsWith('.ts'));
const own = modules.filter(({ source }) => source.startsWith('src/'));
const edges = own.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
const imports = files.filter((file) => /^import /m.test(readFileSync(`src/${file}`, 'utf8'))).length;

for (const { rule, from, to } of summary.violations) {
  const { comment } = forbidden.find(({ name }) => name === rule.name) ?? {};
  console.error(`${rule.severity}: ${rule.name}: ${from} → ${to}\n  ${comment ?? ''}`);
}
if (own.length < files.length || edges < imports) {
  console.error(
    `error: of ${files.length} files ${own.length} were read, with ${edges} imports: the check saw too little`,
  );
  process.exit(1);
}
console.log(`import rules: ${own.length} files, ${edges} imports, ${summary.violations.length} violations`);
process.exit(summary.violations.length === 0 ? 0 : 1);
