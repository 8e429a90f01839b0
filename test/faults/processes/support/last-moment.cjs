// Loaded into the program before anything else of it.
// FAULT_HEARD: a file that gets a line for each SIGINT and SIGTERM, before the program itself hears it.
// FAULT_FOLDER: the folder whose changes are counted, and FAULT_STEPS a file that gets a line for each of them.
// FAULT_AT: `3 before`, `3 after`, or `3 half` for half of a write: where the process kills itself.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const { FAULT_HEARD, FAULT_FOLDER, FAULT_STEPS, FAULT_AT = '' } = process.env;
const { appendFileSync } = fs;

if (FAULT_HEARD) {
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => appendFileSync(FAULT_HEARD, `${name}\n`));
}

if (FAULT_FOLDER) {
  const [number, when] = FAULT_AT.split(' ');
  const opened = new Map();
  let steps = 0;
  // Node makes some of these calls of others: only the outer one counts.
  let inside = false;
  const die = () => {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  const step = (name, path, work, half) => {
    if (inside) return work();
    inside = true;
    try {
      return outerStep(name, path, work, half);
    } finally {
      inside = false;
    }
  };
  const outerStep = (name, path, work, half) => {
    steps += 1;
    if (FAULT_STEPS) appendFileSync(FAULT_STEPS, `${name} ${path.slice(FAULT_FOLDER.length + 1)}\n`);
    const here = String(steps) === number;
    if (here && when === 'before') die();
    if (here && when === 'half') {
      half?.();
      die();
    }
    const result = work();
    if (here && when === 'after') die();
    return result;
  };
  const inFolder = (path) => typeof path === 'string' && path.startsWith(`${FAULT_FOLDER}/`);
  // Links count by what they make, renames by what they replace.
  const named = {
    linkSync: 1,
    renameSync: 1,
    rmSync: 0,
    unlinkSync: 0,
    mkdirSync: 0,
    writeFileSync: 0,
    openSync: 0,
  };
  for (const [name, position] of Object.entries(named)) {
    const original = fs[name];
    fs[name] = (...words) => {
      const path = words[position];
      const reads = name === 'openSync' && !/[wa+]/.test(String(words[1] ?? 'r'));
      if (!inFolder(path) || reads) return original(...words);
      const half =
        name === 'writeFileSync' ? () => original(path, String(words[1]).slice(0, 10), words[2]) : undefined;
      const result = step(name, path, () => original(...words), half);
      if (name === 'openSync') opened.set(result, path);
      return result;
    };
  }
  const { writeSync, closeSync } = fs;
  fs.writeSync = (descriptor, bytes, ...more) => {
    const path = opened.get(descriptor);
    if (path === undefined) return writeSync(descriptor, bytes, ...more);
    const half = () => writeSync(descriptor, bytes, 0, Math.floor(bytes.length / 2));
    return step('writeSync', path, () => writeSync(descriptor, bytes, ...more), half);
  };
  fs.closeSync = (descriptor) => {
    opened.delete(descriptor);
    closeSync(descriptor);
  };
  syncBuiltinESMExports();
}
