import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { AccessKeyState, UserState } from '../state.ts';
import { growingIam, ownIam } from './account.ts';
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

type Row = readonly (readonly [column: string, value: string])[];

/** The root user first, then users by name. When anything was last used is not kept. */
function reportOf(context: CallContext): string {
  const users = Object.values(ownIam(context).users).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = [rootRow(context), ...users.map((user) => userRow(user, context))];
  const header = rows[0]?.map(([column]) => column) ?? [];
  const lines = [header, ...rows.map((row) => row.map(([, value]) => value))];
  return lines.map((line) => line.map(quoted).join(',')).join('\n');
}

function rootRow(context: CallContext): Row {
  const { state, caller } = context;
  return [
    ['user', '<root_account>'],
    ['arn', `arn:aws:iam::${caller.accountId}:root`],
    ['user_creation_time', time(state.accounts[caller.accountId]?.joinedAt ?? 0)],
    ['password_enabled', 'not_supported'],
    ['password_last_used', 'no_information'],
    ['password_last_changed', 'not_supported'],
    ['password_next_rotation', 'not_supported'],
    ['mfa_active', String(rootUserOf(state, caller.accountId).mfaDevices.length > 0)],
    ...credentialColumns(keysOf(undefined, context)),
  ];
}

function userRow(user: UserState, context: CallContext): Row {
  const changed = user.passwordChangedAt ?? user.createdAt;
  const maxAge = ownIam(context).passwordPolicy?.maxAge;
  const rotation = maxAge === undefined ? 'N/A' : time(changed + maxAge * 24 * 60 * 60 * 1000);
  return [
    ['user', user.name],
    ['arn', iamArn(context.caller.accountId, 'user', user)],
    ['user_creation_time', time(user.createdAt)],
    ['password_enabled', String(user.hasPassword)],
    ['password_last_used', user.hasPassword ? 'no_information' : 'N/A'],
    ['password_last_changed', user.hasPassword ? time(changed) : 'N/A'],
    ['password_next_rotation', user.hasPassword ? rotation : 'N/A'],
    ['mfa_active', String(user.mfaDevices.length > 0)],
    ...credentialColumns(keysOf(user.name, context)),
  ];
}

function credentialColumns(keys: readonly AccessKeyState[]): Row {
  const ofKey = (number: 1 | 2): Row => {
    const key = keys[number - 1];
    const column = (name: string) => `access_key_${number}_${name}`;
    return [
      [column('active'), String(key?.status === 'Active')],
      [column('last_rotated'), key === undefined ? 'N/A' : time(key.createdAt)],
      [column('last_used_date'), 'N/A'],
      [column('last_used_region'), 'N/A'],
      [column('last_used_service'), 'N/A'],
    ];
  };
  return [
    ...ofKey(1),
    ...ofKey(2),
    ['cert_1_active', 'false'],
    ['cert_1_last_rotated', 'N/A'],
    ['cert_2_active', 'false'],
    ['cert_2_last_rotated', 'N/A'],
    ['additional_credentials_info', 'N/A'],
  ];
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
