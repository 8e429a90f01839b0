import type { FailOn } from '../../audit/outcome.ts';

export const auditFormats = ['text', 'table', 'json', 'csv', 'sarif', 'junit', 'markdown', 'github'] as const;

export type AuditFormat = (typeof auditFormats)[number];

/** The options of `org audit` as commander gives them. */
export interface OrgAuditOptions {
  readonly format?: AuditFormat;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly client?: readonly string[];
  readonly env?: readonly string[];
  readonly label?: readonly string[];
  readonly since?: string;
  readonly all?: boolean;
  readonly who?: boolean;
  readonly whoLimit?: string;
  readonly concurrency: string;
}

export const checksFormats = ['text', 'json', 'csv'] as const;

/** The options of `org checks` as commander gives them. */
export interface OrgChecksOptions {
  readonly format?: (typeof checksFormats)[number];
}

export const showFormats = ['text', 'mermaid'] as const;

/** The options of `org show` as commander gives them. */
export interface OrgShowOptions {
  readonly format?: (typeof showFormats)[number];
  readonly concurrency: string;
}
