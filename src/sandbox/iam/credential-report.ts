import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { AccessKeyState, UserState } from '../state.ts';
import type { CertificateState } from '../state-of-iam.ts';
import { growingIam, ownIam } from './account.ts';
import { lastSignIns, lastUseOfKey } from './last-use.ts';
import { iamArn } from './names.ts';
import { onAnything, operation } from './permission.ts';
import { rootUserOf } from './root-user.ts';

/** A report serves for four hours. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const lifetime = 4 * 60 * 60 * 1000;

export const credentialReportOperations: Operations = {
  /** AWS says that it has begun, and by the next call it is done. */
  GenerateCredentialReport: operation<object, GenerateCredentialReportResponse>({
    mutates: true,
    permissions: () => onAnything('GenerateCredentialReport'),
    run(_input, context) {
      const { now } = context;
      const existing = ownIam(context).credentialReport;
      if (existing !== undefined && now < existing.generatedAt + lifetime) return { State: 'COMPLETE' };
      growingIam(context).credentialReport = { generatedAt: now, content: reportOf(context) };
      return {
        State: 'STARTED',
        Description: 'No report exists. Starting a new report generation task',
      };
    },
  }),

  GetCredentialReport: operation<object, GetCredentialReportResponse>({
    mutates: false,
    permissions: () => onAnything('GetCredentialReport'),
    run(_input, context) {
      const report = ownIam(context).credentialReport;
      if (report === undefined) {
        throw new SandboxError('CredentialReportNotPresentException', 'No report exists.', 410);
      }
      if (context.now >= report.generatedAt + lifetime) {
        throw new SandboxError('CredentialReportExpiredException', 'The report has expired.', 410);
      }
      return {
        Content: new Uint8Array(Buffer.from(report.content)),
        ReportFormat: 'text/csv',
        GeneratedTime: new Date(report.generatedAt),
      };
    },
  }),
};

type SignIns = ReturnType<typeof lastSignIns>;

type Row = readonly (readonly [column: string, value: string])[];

/** The root user first, then users by name. */
function reportOf(context: CallContext): string {
  const signIns = lastSignIns(context);
  const users = Object.values(ownIam(context).users).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = [rootRow(context, signIns), ...users.map((user) => userRow(user, context, signIns))];
  const header = rows[0]?.map(([column]) => column) ?? [];
  const lines = [header, ...rows.map((row) => row.map(([, value]) => value))];
  return lines.map((line) => line.map(quoted).join(',')).join('\n');
}

function rootRow(context: CallContext, signIns: SignIns): Row {
  const { state, caller } = context;
  const root = rootUserOf(state, caller.accountId);
  return [
    ['user', '<root_account>'],
    ['arn', `arn:aws:iam::${caller.accountId}:root`],
    ['user_creation_time', time(state.accounts[caller.accountId]?.joinedAt ?? 0)],
    ['password_enabled', 'not_supported'],
    ['password_last_used', lastUsed(signIns.get(caller.accountId))],
    ['password_last_changed', 'not_supported'],
    ['password_next_rotation', 'not_supported'],
    ['mfa_active', String(root.mfaDevices.length > 0)],
    ...keyColumns(undefined, context),
    ...certificateColumns(root.signingCertificates),
  ];
}

function userRow(user: UserState, context: CallContext, signIns: SignIns): Row {
  const changed = user.passwordChangedAt ?? user.createdAt;
  const maxAge = ownIam(context).passwordPolicy?.maxAge;
  const rotation = maxAge === undefined ? 'N/A' : time(changed + maxAge * 24 * 60 * 60 * 1000);
  return [
    ['user', user.name],
    ['arn', iamArn(context.caller.accountId, 'user', user)],
    ['user_creation_time', time(user.createdAt)],
    ['password_enabled', String(user.hasPassword)],
    ['password_last_used', user.hasPassword ? lastUsed(signIns.get(user.id)) : 'N/A'],
    ['password_last_changed', user.hasPassword ? time(changed) : 'N/A'],
    ['password_next_rotation', user.hasPassword ? rotation : 'N/A'],
    ['mfa_active', String(user.mfaDevices.length > 0)],
    ...keyColumns(user.name, context),
    ...certificateColumns(user.certificates ?? []),
  ];
}

function lastUsed(at: number | undefined): string {
  return at === undefined ? 'no_information' : time(at);
}

function keyColumns(userName: string | undefined, context: CallContext): Row {
  const keys = keysOf(userName, context);
  return [keys[0], keys[1]].flatMap((key, index): Row => {
    const column = (name: string) => `access_key_${index + 1}_${name}`;
    const use = key === undefined ? undefined : lastUseOfKey(key, context.history);
    return [
      [column('active'), String(key?.status === 'Active')],
      [column('last_rotated'), key === undefined ? 'N/A' : time(key.createdAt)],
      [column('last_used_date'), use === undefined ? 'N/A' : time(use.at)],
      [column('last_used_region'), use?.region ?? 'N/A'],
      [column('last_used_service'), use?.service ?? 'N/A'],
    ];
  });
}

function certificateColumns(certificates: readonly CertificateState[]): Row {
  const columns = [certificates[0], certificates[1]].flatMap((one, index): Row => {
    const isActive = one !== undefined && one.status !== 'Inactive';
    return [
      [`cert_${index + 1}_active`, String(isActive)],
      [`cert_${index + 1}_last_rotated`, isActive ? time(one.uploadedAt) : 'N/A'],
    ];
  });
  return [...columns, ['additional_credentials_info', 'N/A']];
}

function keysOf(userName: string | undefined, { state, caller }: CallContext): AccessKeyState[] {
  return Object.values(state.accessKeys).filter(
    (key) => key.accountId === caller.accountId && key.userName === userName,
  );
}

/** Names of users may hold commas. */
function quoted(value: string): string {
  return value.includes(',') ? `"${value}"` : value;
}

/** ISO 8601, in seconds. */
function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00');
}
