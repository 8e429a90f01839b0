import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { endWindowsTree, type StartTaskkill, windowsExit } from '../../src/exec/windows-tree.ts';

function ending() {
  const child = new EventEmitter();
  const start = vi.fn<StartTaskkill>(() => child);
  const otherwise = vi.fn();
  endWindowsTree(4711, { SystemRoot: 'D:\\Windows' }, otherwise, start);
  return { child, start, otherwise };
}

describe('endWindowsTree', () => {
  it('ends the program and what it has started, by the program of Windows itself', () => {
    const { child, start, otherwise } = ending();
    expect(start.mock.calls.map(([program, args]) => [program, args])).toEqual([
      ['D:\\Windows\\System32\\taskkill.exe', ['/pid', '4711', '/t', '/f']],
    ]);
    child.emit('exit', 0);
    expect(otherwise).not.toHaveBeenCalled();
  });

  it.each([
    ['exit', 1],
    ['error', new Error('ENOENT')],
  ])('says that the tree was not ended: %s', (event, how) => {
    const { child, otherwise } = ending();
    child.emit(event, how);
    expect(otherwise).toHaveBeenCalledTimes(1);
  });
});

describe('windowsExit', () => {
  it.each([
    ['a code', { code: 3, signal: null }, false, { code: 3, signal: null }],
    ['Ctrl-C', { code: 0xc000013a, signal: null }, false, { code: null, signal: 'SIGINT' }],
    ['its tree was ended', { code: 1, signal: null }, true, { code: null, signal: 'SIGKILL' }],
    ['Node ended it', { code: null, signal: 'SIGTERM' }, false, { code: null, signal: 'SIGTERM' }],
  ] as const)('%s', (_, exit, isTreeEnded, shown) => {
    expect(windowsExit(exit, isTreeEnded)).toEqual(shown);
  });
});
