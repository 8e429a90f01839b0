// Runs in Node for Windows: what Node itself does not reach.
const koffi = require('koffi');

const kernel = koffi.load('kernel32.dll');

const genericRead = 0x80000000;
const genericWrite = 0x40000000;
const shared = 3;
const openExisting = 3;

/**
 * The console of this process and of all that it starts: the one that it was started with, or one of its own, in which it
 * survives Ctrl-C. Wine shows only the first one.
 * https://learn.microsoft.com/windows/console/console-functions
 */
exports.openConsole = (isOwn) => {
  const free = kernel.func('int __stdcall FreeConsole()');
  const alloc = kernel.func('int __stdcall AllocConsole()');
  const generate = kernel.func('int __stdcall GenerateConsoleCtrlEvent(uint32_t event, uint32_t group)');
  const open = kernel.func('__stdcall', 'CreateFileW', 'void *', [
    ...['str16', 'uint32_t', 'uint32_t', 'void *', 'uint32_t', 'uint32_t', 'void *'],
  ]);
  const write = kernel.func(
    'int __stdcall WriteConsoleInputW(void *input, void *records, uint32_t count, _Out_ uint32_t *written)',
  );
  const info = kernel.func('int __stdcall GetConsoleScreenBufferInfo(void *output, _Out_ uint8_t *info)');
  const read = kernel.func(
    'int __stdcall ReadConsoleOutputCharacterW(void *output, _Out_ uint16_t *text, uint32_t length, uint32_t at, _Out_ uint32_t *read)',
  );
  if (isOwn) free();
  if (isOwn && !alloc()) throw new Error('there is no console');
  process.on('SIGINT', () => undefined);
  const [input, output] = ['CONIN$', 'CONOUT$'].map((name) =>
    open(name, genericRead + genericWrite, shared, null, openExisting, 0, null),
  );
  return {
    /** As the console does it: every process that is attached to it gets the event. */
    pressControlC() {
      if (!generate(0, 0)) throw new Error('Ctrl-C was not sent');
    },
    /** Puts keys into the queue that programs read. */
    type(text) {
      const records = Buffer.alloc(20 * text.length);
      [...text].forEach((character, index) => {
        const at = 20 * index;
        records.writeUInt16LE(1, at);
        records.writeInt32LE(1, at + 4);
        records.writeUInt16LE(1, at + 8);
        records.writeUInt16LE(virtualKey(character), at + 10);
        records.writeUInt16LE(character.charCodeAt(0), at + 14);
      });
      if (!write(input, records, text.length, new Uint32Array(1))) throw new Error('no key was typed');
    },
    /** The lines on the screen, without the empty ones at its end. */
    screen() {
      const facts = new Uint8Array(22);
      info(output, facts);
      const { 0: columns, 1: rows } = new Uint16Array(facts.buffer);
      return Array.from({ length: rows }, (_, row) => {
        const text = new Uint16Array(columns);
        read(output, text, columns, row * 0x10000, new Uint32Array(1));
        return String.fromCharCode(...text).trimEnd();
      })
        .join('\n')
        .trimEnd();
    },
  };
};

/** Of a letter, a digit and Enter; other characters need none. */
function virtualKey(character) {
  return /[A-Za-z0-9\r]/.test(character) ? character.toUpperCase().charCodeAt(0) : 0;
}

/**
 * Starts a command line and waits for it, as Python's subprocess does it for a list of words: Windows itself finds the
 * program, also a batch file.
 * https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw
 * @param output the file that gets what it prints
 * @returns the exit code; null where it is not started, or does not end
 */
exports.createProcess = (line, output) => {
  const attributes = koffi.struct({ length: 'uint32_t', descriptor: 'void *', inherit: 'int' });
  const numbers = Object.fromEntries(
    ['x', 'y', 'width', 'height', 'columns', 'rows', 'fill', 'flags'].map((name) => [name, 'uint32_t']),
  );
  const startup = koffi.struct({
    ...{ size: 'uint32_t', reserved: 'void *', desktop: 'void *', title: 'void *', ...numbers },
    ...{ show: 'uint16_t', reservedSize: 'uint16_t', reserved2: 'void *' },
    ...{ input: 'void *', output: 'void *', error: 'void *' },
  });
  const started = koffi.struct({
    ...{ process: 'void *', thread: 'void *', processId: 'uint32_t', threadId: 'uint32_t' },
  });
  const pointer = (type) => koffi.pointer(type);
  const createFile = kernel.func('__stdcall', 'CreateFileW', 'void *', [
    ...['str16', 'uint32_t', 'uint32_t', pointer(attributes), 'uint32_t', 'uint32_t', 'void *'],
  ]);
  const create = kernel.func('__stdcall', 'CreateProcessW', 'int', [
    ...['str16', 'str16', 'void *', 'void *', 'int', 'uint32_t', 'void *', 'str16'],
    ...[pointer(startup), koffi.out(pointer(started))],
  ]);
  const wait = kernel.func('uint32_t __stdcall WaitForSingleObject(void *handle, uint32_t milliseconds)');
  const exitCode = kernel.func('int __stdcall GetExitCodeProcess(void *process, _Out_ uint32_t *code)');
  const close = kernel.func('int __stdcall CloseHandle(void *handle)');

  const createAlways = 2;
  const useHandles = 0x100;
  const inherited = { length: koffi.sizeof(attributes), descriptor: null, inherit: 1 };
  const file = createFile(output, genericWrite, shared, inherited, createAlways, 0x80, null);
  const nothing = Object.fromEntries(Object.keys(numbers).map((name) => [name, 0]));
  const how = {
    ...{ size: koffi.sizeof(startup), reserved: null, desktop: null, title: null, ...nothing },
    ...{ flags: useHandles, show: 0, reservedSize: 0, reserved2: null },
    ...{ input: null, output: file, error: file },
  };
  const made = {};
  const isStarted = create(null, line, null, null, 1, 0, null, null, how, made);
  close(file);
  if (!isStarted) return null;
  const isEnded = wait(made.process, 60_000) === 0;
  const code = new Uint32Array(1);
  exitCode(made.process, code);
  for (const handle of [made.process, made.thread]) close(handle);
  return isEnded ? code[0] : null;
};
