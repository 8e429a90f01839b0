import { secondAdmin } from './cast.ts';
import { type Company, policy } from './company.ts';
import type { Actor } from './stage.ts';
import type { Act, Times } from './times.ts';

/** What people did by hand in the last months, each for a reason, and nobody has put right. */
export function drift(company: Company, times: Times): readonly Act[] {
  const { stage, ops } = company;
  const robin = () => company.signIn(company.management, secondAdmin);
  const at = (days: number, hours: number, act: () => void): Act => ({
    at: times.ago(times.workday(days), hours),
    do: act,
  });
  return [
    at(66, 16, () => {
      const inside = company.inAccount(company.accountId('tyrell'), robin(), secondAdmin);
      stage.act(inside, 'iam', 'UpdateRole', { RoleName: 'tyrell-production', MaxSessionDuration: 43_200 });
    }),
    at(33, 17, () => mergeReports(company, robin())),
    at(27, 12, () => {
      const inOps = company.inAccount(ops, robin(), secondAdmin);
      const PolicyDocument = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
      stage.act(inOps, 'iam', 'PutUserPolicy', { UserName: 'ben', PolicyName: 'temporary', PolicyDocument });
    }),
    at(22, 10, () => company.move(company.accountId('octan'), company.unitId('Envs'), robin())),
    at(16, 11, () => {
      const inOps = company.inAccount(ops, robin(), secondAdmin);
      const PolicyName = 'assume-virtucon-production';
      stage.act(inOps, 'iam', 'DeleteGroupPolicy', { GroupName: 'production', PolicyName });
    }),
  ];
}

/** Reports of hooli are to be read from umbrella: for that the guardrail is in the way, and the role is too narrow. */
function mergeReports(company: Company, admin: Actor): void {
  const { stage } = company;
  const { policies = {} } = stage.state.organization ?? {};
  const guardrails = Object.values(policies).find(
    ({ name, type }) => name === 'diverst-guardrails' && type === 'SERVICE_CONTROL_POLICY',
  );
  if (guardrails === undefined) throw new Error('There are no guardrails to weaken.');
  const { Statement } = JSON.parse(guardrails.content.document) as { Statement: { Sid: string }[] };
  const Content = policy(...Statement.filter(({ Sid }) => Sid !== 'DiverstLateral'));
  stage.act(admin, 'organizations', 'UpdatePolicy', { PolicyId: guardrails.id, Content });
  const reason = `break-glass-${secondAdmin}-merge-reports`;
  const inside = company.inAccount(company.accountId('umbrella'), admin, reason);
  const trusted = ['Ops', 'hooli'].map((name) => `arn:aws:iam::${company.accountId(name)}:root`);
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  const PolicyDocument = policy({ Effect: 'Allow', Principal: { AWS: trusted }, Action });
  stage.act(inside, 'iam', 'UpdateAssumeRolePolicy', { RoleName: 'umbrella-production', PolicyDocument });
}
