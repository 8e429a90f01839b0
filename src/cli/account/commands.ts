import type { Command } from 'commander';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { addAssume } from './assume.ts';
import { addClose } from './close.ts';
import { addConsole } from './console.ts';
import { addExec } from './exec.ts';
import { addHistory } from './history.ts';
import { addInit } from './init.ts';
import { addLeave } from './leave.ts';
import { addList } from './list.ts';
import { addProfile } from './profile.ts';
import { addRevoke } from './revoke.ts';
import { addShow } from './show.ts';
import { addStatus } from './status.ts';
import { addTerraform } from './terraform.ts';

/** The commands of one kind of account: `diverst client …`, `diverst env …`. */
export function addAccountCommands(program: Command, noun: AccountNoun, createContext: CreateContext): void {
  const plural = `${noun}s`;
  const { command } = accountWords[noun];
  const parent = program
    .command(command)
    .summary(`${plural}: create them, work in their accounts, end access`)
    .description(`Create ${plural}, work in their accounts, and end access to them.`);
  parent.commandsGroup('Daily work:');
  addAssume(parent, noun, createContext);
  addExec(parent, noun, createContext);
  addConsole(parent, noun, createContext);
  addLeave(parent, noun, createContext);
  addStatus(parent, noun, createContext);
  addList(parent, noun, createContext);
  addShow(parent, noun, createContext);
  addHistory(parent, noun, createContext);
  parent.commandsGroup('Administration:');
  addInit(parent, noun, createContext);
  addRevoke(parent, noun, createContext);
  // An environment is the company's own, and others rest on it.
  if (noun === 'client') addClose(parent, noun, createContext);
  parent.commandsGroup('Other tools:');
  addProfile(parent, noun, createContext);
  addTerraform(parent, noun, createContext);
}
