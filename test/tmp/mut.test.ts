import { test } from 'vitest';
import { auditReport } from '../../src/audit/report.ts';
import { connect } from '../../src/aws/connect.ts';
import { loadConfig } from '../../src/config/load.ts';
import { readOrganization } from '../../src/operations/read-organization.ts';
import { diffOrganization } from '../../src/plan/diff-organization.ts';
import { allMutations } from '../audit/mutations.ts';
import { open, prepared } from '../audit/prepared.ts';
import { expectedIn, told, unexplained } from '../audit/report.ts';
import { allRewritings } from '../audit/rewritings.ts';

async function findings(organization: any, ground: any) {
  const { sandbox, clock } = organization;
  const config = await loadConfig({ cwd: '/', file: ground.options[1] });
  const structure = {
    ...config.structure,
    client: { ...config.structure.client, email: 'aws+{client}@example.com' },
  };
  const aws = connect(
    { credentials: sandbox.profiles.root, region: sandbox.region, requestHandler: sandbox.requestHandler },
    clock,
  );
  const patience = {
    clock,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    resume: 'x',
  };
  const { snapshot } = await readOrganization({ aws, structure, patience, concurrency: 10 }, null);
  return auditReport(diffOrganization(structure, snapshot), {
    snapshot,
    counts: {} as any,
    only: null,
    ignores: [],
    today: '2026-01-01',
    since: null,
  }).findings;
}

test('mutations', async () => {
  let bad = 0;
  for (const m of allMutations) {
    if (m.config === 'admins') continue;
    const ground = await prepared(m.config);
    const organization = open(ground);
    organization.sandbox.edit((state) => m.apply(state, ground.cast));
    let f;
    try {
      f = await findings(organization, ground);
    } catch (e) {
      console.log('THROW', m.name, e);
      continue;
    }
    const found = expectedIn(f as any, m, ground.cast);
    const un = unexplained(f as any, [m]);
    const reps = f
      .filter((x) => x.repair.length)
      .map((x) => x.id + (x.repair.some((r) => r.consent) ? ' (named)' : ''));
    if (!found || un.length) {
      bad++;
      console.log(
        `MISS ${m.name}: want ${m.expect.severity} ${m.expect.check} ${m.expect.subject ?? ''}\n   got ${f.map((x) => `${x.severity} ${x.id}`).join(' | ')}\n   unexplained ${JSON.stringify(un)}`,
      );
    } else {
      const r = found && f.find((x) => x.id === (found as any).id);
      const kind = !r?.repair.length ? 'no' : r.repair.some((x) => x.consent) ? 'named' : 'yes';
      if (kind !== m.repair) console.log(`REPAIR ${m.name}: want ${m.repair} got ${kind} for ${r?.id}`);
    }
  }
  console.log('mutations', allMutations.length, 'bad', bad);
}, 300000);
test('rewritings', async () => {
  let bad = 0;
  for (const m of allRewritings as any[]) {
    if (m.config === 'admins') continue;
    const ground = await prepared(m.config);
    const organization = open(ground);
    organization.sandbox.edit((state) => m.apply(state, ground.cast));
    const f = await findings(organization, ground);
    if (f.length) {
      bad++;
      console.log(
        `DIRTY ${m.name}: ${f.map((x) => `${x.severity} ${x.id} ${x.message} ${x.evidence}`).join(' | ')}`,
      );
    }
  }
  console.log('rewritings', allRewritings.length, 'bad', bad);
}, 300000);
