/**
 * Codes of file systems that have no hard links. EISDIR is what Node makes of ERROR_INVALID_FUNCTION, the answer of
 * Windows for FAT and exFAT, as on a USB stick. https://github.com/libuv/libuv/blob/v1.x/src/win/error.c
 */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

/** Whether an error of `linkSync` means that the file system has no hard links, or no more for this file. */
export function hasNoLinks(error: unknown): boolean {
  return error instanceof Error && 'code' in error && withoutLinks.has(String(error.code));
}
