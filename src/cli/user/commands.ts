import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { addUserAdd } from './add.ts';
import { addUserList } from './list.ts';
import { addUserRemove } from './remove.ts';

/** The people of the organization: their IAM users in Ops. */
export function addUser(program: Command, createContext: CreateContext): void {
  const user = program
    .command('user')
    .summary('people: their IAM users in Ops')
    .description('People: their IAM users in Ops. For admins, with a profile of the management account.');
  addUserAdd(user, createContext);
  addUserList(user, createContext);
  addUserRemove(user, createContext);
}
