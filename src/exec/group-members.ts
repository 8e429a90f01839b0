import { readdirSync, readFileSync } from 'node:fs';

/**
 * Whether anything of a process group still runs. What has ended and was waited for by nobody is still a member for
 * `kill`, and stays one for good where the first process of a container takes care of no others.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function isGroupAlive(group: number, platform: NodeJS.Platform = process.platform): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  if (platform !== 'linux') return true;
  try {
    return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLivingMember(name, group));
  } catch {
    // Without /proc, `kill` is all there is to ask.
    return true;
  }
}

function isLivingMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name is in parentheses and may hold some.
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(processGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    // It ended meanwhile.
    return false;
  }
}
