import type { Reporter, TestCase, TestModule } from 'vitest/node';

interface Row {
  cases: number;
  failed: number;
}

/** Prints how many cases were tried of each command and each kind of disturbance. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    let skipped = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'skipped') skipped += 1;
        const { name, cases } = kindOf(test);
        const row = rows.get(name) ?? { cases: 0, failed: 0 };
        rows.set(name, row);
        row.cases += cases;
        if (state === 'failed') row.failed += 1;
      }
    }
    const lines = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, row]) => line(name, row));
    const all = [...rows.values()].reduce(
      (sum, { cases, failed }) => ({ cases: sum.cases + cases, failed: sum.failed + failed }),
      { cases: 0, failed: 0 },
    );
    console.log(`\n${['', ...lines, line('all', all)].join('\n')}\nskipped: ${skipped}`);
  }
}

/** A test is many cases, as its name says. */
function kindOf(test: TestCase): { readonly name: string; readonly cases: number } {
  const [, what = '', cases = '1', kind = ''] =
    /^(.*): (\d+) (faults|pairs|random pairs of faults|interleavings)$/.exec(test.name) ?? [];
  const { parent } = test;
  const command = parent.type === 'suite' ? parent.name : what || test.name;
  const title =
    kind === 'faults' ? 'one fault' : kind === 'pairs' ? 'a lost answer, a denial' : kind || 'kept';
  return { name: `${title}, ${command}`, cases: Number(cases) };
}

function line(name: string, { cases, failed }: Row): string {
  const verdict = failed === 0 ? 'all hold' : `${failed} failed`;
  return `${name.padEnd(76)}${String(cases).padStart(6)}  ${verdict}`;
}
