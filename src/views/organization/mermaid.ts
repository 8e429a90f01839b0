import type { AuditReport } from '../../audit/finding.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { sandboxMark } from '../../model/origin.ts';
import { oneLine } from '../audit/words.ts';
import { plural } from '../plural.ts';
import { type AccountNode, driftMark, organizationTree, stateWord, type UnitNode } from './tree.ts';

/** Mermaid draws at most 500 edges by default: if an OU contains more, the rest is one box. */
const mostAccounts = 25;

/** A flowchart for Markdown: https://mermaid.js.org/syntax/flowchart.html */
export function organizationMermaid(snapshot: OrganizationSnapshot, report: AuditReport): string {
  const tree = organizationTree(snapshot, report);
  const lines = ['flowchart LR'];
  let units = 0;

  const label = (...parts: readonly string[]) => parts.filter(Boolean).map(quoted).join('<br>');
  const accountBoxes = (parent: string, accounts: readonly AccountNode[]) => {
    for (const { account, findings } of drawnAccounts(accounts)) {
      const drift = driftMark(findings);
      const role = account.id === snapshot.managementAccountId ? ', management account' : '';
      const text = label(account.name, `${account.id} ${stateWord(account)}${role}`, drift && `! ${drift}`);
      const id = `account${account.id.replace(/\W/g, '')}`;
      lines.push(`  ${parent} --> ${id}["${text}"]${drift === '' ? '' : ':::drift'}`);
    }
    const more = accounts.length - mostAccounts;
    if (more > 0)
      lines.push(`  ${parent} --> ${parent}more["${quoted(`${plural(more, 'further account')}`)}"]`);
  };
  const draw = (unit: UnitNode, id: string) => {
    accountBoxes(id, unit.accounts);
    for (const child of unit.units) {
      const childId = `unit${++units}`;
      const drift = driftMark(child.findings);
      lines.push(
        `  ${id} --> ${childId}(["${label(`OU ${child.name ?? ''}`, drift && `! ${drift}`)}"])${drift === '' ? '' : ':::drift'}`,
      );
      draw(child, childId);
    }
  };

  const general = driftMark([...tree.findings, ...tree.root.findings]);
  lines.push(
    `  root(["${label(`organization ${snapshot.id}${report.origin?.sandbox ? ` (${sandboxMark})` : ''}`, general && `! ${general}`)}"])${general === '' ? '' : ':::drift'}`,
  );
  draw(tree.root, 'root');
  if (tree.elsewhere.length > 0) {
    lines.push(`  elsewhere(["${quoted('in a place that was not read')}"])`);
    accountBoxes('elsewhere', tree.elsewhere);
  }
  lines.push('  classDef drift stroke:#c00,stroke-width:2px');
  return `${lines.join('\n')}\n`;
}

/** As many as there is room for, in their order: those that differ are kept before the others. */
function drawnAccounts(accounts: readonly AccountNode[]): readonly AccountNode[] {
  if (accounts.length <= mostAccounts) return accounts;
  const drifted = accounts.filter(({ findings }) => findings.length > 0);
  const drawn = new Set(
    [...drifted, ...accounts.filter(({ findings }) => findings.length === 0)].slice(0, mostAccounts),
  );
  return accounts.filter((account) => drawn.has(account));
}

/**
 * Text within a quoted label: whatever is no letter, digit or space as an entity, so that it ends no label, is no
 * HTML, Markdown or directive. https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function quoted(text: string): string {
  return oneLine(text).replace(/[^\p{L}\p{N} ]/gu, (character) => `#${character.codePointAt(0)};`);
}
