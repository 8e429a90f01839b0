import { during } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import {
  type AuditRequest,
  auditOrganization,
  type OrganizationAudit,
} from '../../operations/organization/audit-organization.ts';
import type { ReadProgress } from '../../operations/organization/read-organization.ts';
import type { CommandContext } from '../context.ts';
import { originOf, sayCaller } from '../mode.ts';
import { numberOption } from '../number-option.ts';
import { openSession, type Session } from '../open-session.ts';
import { defaultConcurrency } from '../options.ts';
import { leanHeap } from './lean-heap.ts';

export interface WantedAudit extends Omit<AuditRequest, 'ignores' | 'program'> {
  readonly concurrency: number;
  /** How many findings to look up in the event history; none if left out. */
  readonly whoLimit?: number;
  /** What to run again where it is cut short. */
  readonly command: string;
  /** What to read with, in a command that reads more than this; opened if left out. */
  readonly session?: Session;
}

export interface ConfiguredAudit extends OrganizationAudit {
  /** The configuration file in use; null when there is none. */
  readonly configFile: string | null;
}

/** Audits, with progress on stderr; a test gives its own. */
export type RunAudit = (wanted: WantedAudit, context: CommandContext) => Promise<ConfiguredAudit>;

export const auditWithProgress: RunAudit = async (
  { only, reads, since, concurrency, whoLimit, command, session: opened },
  context,
) => {
  const { clock, signal, terminal } = context;
  const session = opened ?? (await openSession(context, 'management'));
  const program = `diverst${session.repeatedOptions}`;
  const wait: WaitOptions = {
    clock,
    signal,
    deadline: Number.POSITIVE_INFINITY,
    resume: `${program} ${command}`,
  };
  const due = terminal.animated === true ? () => true : tenths();
  const keepLean = leanHeap();
  const audit = await during(await terminal.progress(), 'read the organization', (task) =>
    auditOrganization(
      { only, ...(reads === undefined ? {} : { reads }), since, ignores: session.ignores, program },
      {
        aws: session.aws,
        structure: session.structure,
        wait,
        concurrency,
        progress: (state) => {
          keepLean(state.accounts);
          if (due(state)) task.update(progressText(state));
        },
      },
    ),
  );
  const { arn } = audit.reading.management.caller;
  sayCaller(context, session.profile, arn);
  const report =
    whoLimit === undefined
      ? audit.report
      : await (await import('./who-changed.ts')).reportWithWho(audit, whoLimit, session, context);
  return {
    ...audit,
    report: { ...report, origin: originOf(session, arn) },
    configFile: session.configFile,
  };
};

/** Where each word is a line: one for every tenth of the accounts. */
function tenths(): (state: ReadProgress) => boolean {
  let reported = 0;
  return ({ accounts, listed, read }) => {
    const tenth = listed && accounts > 0 ? Math.floor((read / accounts) * 10) : 0;
    const due = tenth > reported;
    reported = Math.max(reported, tenth);
    return due;
  };
}

/** `120 of 1000 accounts, 48 a second, 18 s left`. */
export function progressText({ accounts, listed, read, perSecond }: ReadProgress): string {
  const of = listed ? `${read} of ${accounts} accounts` : `${read} of ${accounts} accounts or more`;
  if (perSecond <= 0) return of;
  const rate = `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} a second`;
  const left = Math.ceil((accounts - read) / perSecond);
  return listed && left > 0 ? `${of}, ${rate}, ${left} s left` : `${of}, ${rate}`;
}

/** @throws Failure of kind `usage` */
export function validConcurrency(text: string): number {
  return numberOption('--concurrency', text, 200, defaultConcurrency);
}
