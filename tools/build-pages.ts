import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** Builds the pages of the console into apps/console/web/dist, which its server serves: `node tools/build-pages.ts`. */
const ROOT = resolve(import.meta.dirname, '..');
const WEB = join(ROOT, 'apps/console/web');
export const PAGES_FOLDER = join(WEB, 'dist');
/** The files that the pages depend on besides those in their own folder. */
const SHARED_INPUTS = ['tools/build-pages.ts', 'package-lock.json', 'tsconfig.base.json'];
const DIGEST_FILE = '.inputs';
const COMPRESSED: ReadonlySet<string> = new Set(['.js', '.css', '.json', '.svg']);

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The files that the pages are built of, from the root of the repository. */
export function inputsOfPages(): readonly string[] {
  const own = filesBelow(WEB).filter((path) => !path.startsWith(`${PAGES_FOLDER}/`) && !path.includes('.spec.'));
  return [...SHARED_INPUTS, ...own.map((path) => relative(ROOT, path))].sort();
}

function digestOfInputs(): string {
  const hash = createHash('sha256');
  for (const path of inputsOfPages()) hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  return hash.digest('base64');
}

let running: Promise<boolean> | undefined;

/** Writes compressed forms beside each file that gets smaller by them, so that the server never compresses while it serves. */
async function compress(path: string): Promise<void> {
  const bytes = readFileSync(path);
  const [small, smaller] = await Promise.all([promisify(gzip)(bytes, { level: 9 }), promisify(brotliCompress)(bytes)]);
  writeFileSync(`${path}.gz`, small);
  writeFileSync(`${path}.br`, smaller);
}

/** Builds the pages, unless they were built of the very same files. Returns whether they were built. Rejects with the compiler's message. */
export function buildPages(): Promise<boolean> {
  // Several programs that are built at a time hold the same pages.
  running ??= build().finally(() => (running = undefined));
  return running;
}

/** Vite builds the slow form of React for developers wherever NODE_ENV is set to something else, as it is by the runner of tests. */
async function bundle(): Promise<void> {
  const vite = await import('vite'); // Takes a while to load, and is rarely needed.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await vite.build({ configFile: join(WEB, 'vite.config.ts'), mode: 'production', logLevel: 'warn' });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

async function build(): Promise<boolean> {
  const digest = digestOfInputs();
  const noted = join(PAGES_FOLDER, DIGEST_FILE);
  if (existsSync(noted) && readFileSync(noted, 'utf8') === digest) return false;
  await bundle();
  await Promise.all(
    filesBelow(join(PAGES_FOLDER, 'assets'))
      .filter((path) => COMPRESSED.has(extname(path)))
      .map(compress),
  );
  writeFileSync(noted, digest);
  return true;
}

if (import.meta.main) console.log(`apps/console/web/dist ${(await buildPages()) ? 'built' : 'is up to date'}`);
