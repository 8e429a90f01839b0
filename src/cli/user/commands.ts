import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { addUserAdd } from './add.ts';
import { addUserList } from './list.ts';
import { addUserRemove } from './remove.ts';

/** The people of the organization: their IAM users in Ops. */
export function addUser(program: Command, createContext: CreateContext): void {
  const user = program
    .command('user')
    .summary('people: add, list and remove their IAM users in Ops')
    .description(
      'Add, list and remove people: their IAM users in Ops. You need a profile of the management account.',
    );
  addUserAdd(user, createContext);
  addUserList(user, createContext);
  addUserRemove(user, createContext);
}
