// Runs in Node for Windows: starts programs at the same time, as PLAN says, and writes what each did to RESULT.
// node driver.cjs PLAN RESULT
const { spawn } = require('node:child_process');
const { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } = require('node:fs');
const { createProcess, openConsole } = require('./kernel.cjs');

const [planFile, resultFile] = process.argv.slice(2);
const { runs, held, console: kind } = JSON.parse(readFileSync(planFile, 'utf8'));
/** Milliseconds after which a run is given up: less than what waits for the driver, so that it is seen what was printed. */
const longest = 150_000;
const keyboard = kind === null ? null : openConsole(kind === 'own');

// Another program that has the file open until a run says something, and for a second more.
const file = held && openSync(held.file, 'r');
const closeAfter = (text) => {
  if (file !== undefined && text.includes(held.until)) setTimeout(() => closeSync(file), 1_000);
};

void Promise.all(runs.map((one) => (one.line === undefined ? run(one) : created(one)))).then((results) => {
  writeFileSync(resultFile, JSON.stringify(results));
  // What was given up can have left programs behind that hold the streams open.
  process.exit(0);
});

/** Both streams in one. */
function created({ line, env = {} }) {
  Object.assign(process.env, env);
  const output = `${resultFile}.out`;
  const code = createProcess(line, output);
  return { code: code ?? -1, signal: null, stdout: readFileSync(output, 'utf8'), stderr: '' };
}

function run({
  program,
  args,
  env = {},
  cwd,
  killAt,
  interruptAt = [],
  keys,
  log,
  stopAt,
  verbatim = false,
}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      cwd: cwd ?? process.cwd(),
      stdio: keys === undefined ? ['ignore', 'pipe', 'pipe'] : consoleFiles(),
      windowsVerbatimArguments: verbatim,
    });
    const said = { stdout: '', stderr: '' };
    const interrupts = [...interruptAt];
    if (keys !== undefined) typeKeys([...keys], child, said);
    for (const name of keys === undefined ? ['stdout', 'stderr'] : [])
      child[name].setEncoding('utf8').on('data', (text) => {
        said[name] += text;
        closeAfter(text);
        if (log !== undefined) appendFileSync(log, text);
        if (killAt !== undefined && said[name].includes(killAt)) child.kill('SIGKILL');
        if (interrupts.length > 0 && new RegExp(interrupts[0]).test(said[name])) {
          interrupts.shift();
          keyboard.pressControlC();
        }
      });
    const looking = stopAt && setInterval(() => existsSync(stopAt) && child.kill(), 100);
    const overdue = setTimeout(() => {
      child.kill();
      resolve({ code: null, signal: 'overdue', ...said });
    }, longest);
    child.on('error', (error) => resolve({ code: -1, signal: null, ...said, stderr: String(error) }));
    child.on('close', (code, signal) => {
      clearInterval(looking);
      clearTimeout(overdue);
      resolve({ code, signal, ...said });
    });
  });
}

/** Streams of a program that lead to the console. */
function consoleFiles() {
  return ['CONIN$', 'CONOUT$', 'CONOUT$'].map((name) => openSync(`\\\\.\\${name}`, 'r+'));
}

/** Types each text once its pattern is on the screen; the last screen is what the program has printed. */
function typeKeys(keys, child, said) {
  const looking = setInterval(() => {
    said.stdout = keyboard.screen();
    if (keys.length === 0 || !new RegExp(keys[0][0], 'm').test(said.stdout)) return;
    keyboard.type(keys.shift()[1]);
  }, 100);
  child.on('exit', () => {
    clearInterval(looking);
    said.stdout = keyboard.screen();
  });
}
