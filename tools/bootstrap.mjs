// Written for Node 14 and up, without dependencies: it must run before anything is installed, and on a Node that is too old it
// must get as far as saying so.
import { spawn, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const OLDEST_NODE = 20;
const PARENT_CHECK_MS = 300;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.parlance-installed');
const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/** True when node_modules agrees with the lock file, judged by the hash noted after the last install. */
function isInstalled() {
  return existsSync(NODE) && existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lockHash();
}

/**
 * Installs by `npm install`, because `npm ci` refuses a lock that was written on a registry without the packages of other platforms.
 * npm may complete such a lock while installing, so the hash is taken afterwards.
 */
function install() {
  // On the standard error: the standard output belongs to the program, and may be read by another one.
  console.error('Installing dependencies (a few minutes the first time) ...');
  const started = Date.now();
  // Development dependencies hold the compiler and Node itself: they are needed even where NODE_ENV says production.
  const result = spawnSync('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.error) fail('npm was not found on the PATH; install it with Node (https://nodejs.org) and run the command again.');
  if (result.status !== 0) {
    fail('npm could not install the dependencies: see its message above, check the network and run the command again.');
  }
  if (!existsSync(NODE)) {
    fail('The "node" package has no program: npm was told to skip install scripts; run "npm install --ignore-scripts=false" once.');
  }
  writeFileSync(INSTALLED, lockHash());
  console.error(`Dependencies installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/**
 * Calls `then` when npm, which runs us, is gone: it was killed, and the signal reached nobody else. The scripts in package.json
 * begin with `exec`, so that npm and not a shell is the parent.
 */
function whenNpmIsGone(then) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, PARENT_CHECK_MS);
  watch.unref();
}

/** Runs a TypeScript program of this folder on the Node that package.json pins, and ends as it ends. */
export function bootstrap(program) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    fail(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer (https://nodejs.org) and run the command again.`);
  }
  if (!isInstalled()) install();
  // The channel tells the program when this process is gone.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(NODE, [join(ROOT, 'tools', program), ...process.argv.slice(2)], { stdio });
  // The program stops its processes in its own order; this process only waits. A terminal sends SIGINT to both.
  process.on('SIGINT', () => {});
  ['SIGTERM', 'SIGHUP'].forEach((signal) => process.on(signal, () => child.kill(signal)));
  if (process.env.npm_lifecycle_event) whenNpmIsGone(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}
