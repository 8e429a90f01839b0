/** What the provider signs with. */
export const ways = ['assume-role', 'profile'] as const;

/** The options of `terraform` as commander gives them. */
export interface TerraformOptions {
  readonly with?: (typeof ways)[number];
  /** False with `--no-alias`. */
  readonly alias?: string | false;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly roleArn?: string;
}
