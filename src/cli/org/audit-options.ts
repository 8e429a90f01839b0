import type { FailOn } from '../../audit/outcome.ts';

export const auditFormats = ['text', 'json', 'sarif', 'junit', 'markdown', 'github'] as const;

export type AuditFormat = (typeof auditFormats)[number];

/**
 * Accounts that are read side by side, unless another number is given: AWS lists 160 accounts a second, and reading
 * one takes two round trips, so that this keeps up with the listing while a round trip takes no longer than an eighth
 * of a second.
 */
export const defaultConcurrency = 40;

/** The options of `org audit` as commander gives them. */
export interface OrgAuditOptions {
  readonly format?: AuditFormat;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly client?: readonly string[];
  readonly since?: string;
  readonly all?: boolean;
  readonly concurrency: string;
}

export const showFormats = ['text', 'mermaid'] as const;

/** The options of `org show` as commander gives them. */
export interface OrgShowOptions {
  readonly format?: (typeof showFormats)[number];
  readonly concurrency: string;
}
