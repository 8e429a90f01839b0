/** Of `org repair`, as they are given. */
export interface OrgRepairOptions {
  readonly only?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly timeout: string;
}
