import { spawnSync } from 'node:child_process';

/** What `terraform fmt` makes of a text; skips the test where Terraform is not installed. */
export function formatted(input: string, skip: (note: string) => void): string {
  const { stdout, stderr, error, status } = spawnSync('terraform', ['fmt', '-'], { input, encoding: 'utf8' });
  if (error) skip('terraform is not installed');
  return status === 0 ? stdout : stderr;
}
