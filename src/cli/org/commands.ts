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
    .summary('the organization: create it, audit it, repair it')
    .description('Create, audit, repair and show the organization as a whole.');
  addOrgInit(org, createContext);
  addOrgAudit(org, createContext);
  addOrgRepair(org, createContext);
  addOrgShow(org, createContext);
  addOrgCosts(org, createContext);
  addOrgReport(org, createContext);
  addOrgChecks(org, createContext);
}
