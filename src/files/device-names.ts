import { win32 } from 'node:path';

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions */
const device = /^(con|prn|aux|nul|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * Whether Windows takes a path for one of its devices, whatever its ending and its folder. Node does create such a file,
 * which most programs can then neither open nor remove.
 * @param platform as `process.platform` names it
 */
export function isDevice(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'win32') return false;
  const [stem = ''] = win32.basename(path).split(/[.:]/);
  return device.test(stem.trimEnd());
}

/**
 * A name that a file can begin with, such as `acme`, or `con_` where Windows has a device of the name.
 * @param platform as `process.platform` names it
 */
export function fileStem(name: string, platform: NodeJS.Platform = process.platform): string {
  return isDevice(name, platform) ? `${name}_` : name;
}

/** @throws an error like the system's for a path that Windows takes for a device */
export function refuseDevice(path: string): void {
  if (!isDevice(path)) return;
  const error = new Error(`${path} is the name of a device of Windows, and not of a file`);
  throw Object.assign(error, { code: 'EINVAL', syscall: 'open' });
}
