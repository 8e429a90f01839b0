import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { addOrgAudit } from './audit.ts';
import { addOrgChecks } from './checks.ts';
import { addOrgCosts } from './costs.ts';
import { addOrgInit } from './init.ts';
import { addOrgRepair } from './repair.ts';
import { addOrgReport } from './report.ts';
import { addOrgShow } from './show.ts';

export function addOrg(program: Command, createContext: CreateContext): void {
  const org = program
    .command('org')
    .summary('the organization as a whole')
    .description('The organization as a whole: audit it and draw it.');
  addOrgInit(org, createContext);
  addOrgAudit(org, createContext);
  addOrgRepair(org, createContext);
  addOrgShow(org, createContext);
  addOrgCosts(org, createContext);
  addOrgReport(org, createContext);
  addOrgChecks(org, createContext);
}
