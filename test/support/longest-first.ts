import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take long, by a part of their path, the longest first. One that comes last keeps one processor busy
 * while the others wait: in a fresh clone nothing is known of how long files took, and large files come first, which
 * says nothing where the cases are elsewhere.
 */
export const longest = [
  'windows/files',
  'docs/docs',
  'working-day/working-day',
  'interop/aws-cli.',
  'interop/terraform-accounts',
  'audit/drifts.',
  'windows/ctrl-c',
  'audit/drifts-of-roles',
  'interop/terraform-iam',
  'interop/named-person',
  'matrix/org-guardrails',
  'package/packed',
  'interop/terraform-state',
  'browser/organization-page',
  'audit/rewritings',
  'matrix/org-trail',
  'matrix/org-repair',
  'matrix/org-init',
  'cli/org-policies',
  'processes/files',
  'processes/org-init',
  'audit/drifts-of-grants',
  'windows/exec',
  'audit/real-calls',
  'e2e/client-assume',
  'matrix/client-init',
  'matrix/org-root-users',
  'e2e/client-init',
  'fuzz/policies',
  'interop/terraform.',
  'windows/working-day',
  'processes/client-init',
  'package/loaded',
  'matrix/packed-grants',
  'matrix/org-audit',
  'audit/brute-force',
];

/** The files in the order in which they are begun, and shares of them over which the long ones are spread. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }

  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard ?? { index: 1, count: 1 };
    return share(files, index, count);
  }
}

/** To and fro through the files, so that no share has the longest of each round. `index` counts from 1. */
export function share<T extends Pick<TestSpecification, 'moduleId'>>(
  files: readonly T[],
  index: number,
  count: number,
): T[] {
  return files
    .toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1))
    .filter((_, at) => {
      const place = at % count;
      const isForth = Math.floor(at / count) % 2 === 0;
      return index - 1 === (isForth ? place : count - 1 - place);
    });
}

function rank({ moduleId }: Pick<TestSpecification, 'moduleId'>): number {
  const at = longest.findIndex((part) => moduleId.includes(`/${part}`));
  return at === -1 ? longest.length : at;
}
