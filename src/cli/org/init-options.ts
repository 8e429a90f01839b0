/** Of `org init`, as they are given. */
export interface OrgInitOptions {
  readonly opsEmail?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly timeout: string;
}
