import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { UnloadableCode } from './unloadable-code.ts';

/** Limits of a folder of code, packages excluded: more of it is no code of an app, but a folder named by mistake. */
const FILES_MAX = 5_000;
const BYTES_MAX = 64 * 1024 * 1024;
/** Changes with the form of the copies that are made of folders. */
const FORM = 'parlance-code-1';
const VERSION_LENGTH = 20;

/** Holds the packages of the code, which stay where they are. */
export const PACKAGES = 'node_modules';

/** The files of an app's code as they were at one moment. */
export interface FolderOfCode {
  /** Absolute. */
  readonly root: string;
  /** By their paths below the root, with slashes. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The folder of packages that the code uses: its own, or the nearest one above. */
  readonly packages: string | undefined;
  /** Digest of all of it; of packages, that of the list of those that are installed. */
  readonly version: string;
}

/**
 * Reads a folder of code. Packages and names that begin with a dot are left out.
 *
 * @throws UnloadableCode for a folder that is not there or is too large
 */
export async function readFolder(root: string): Promise<FolderOfCode> {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for (const path of await pathsBelow(root)) {
    const content = await readFile(join(root, path));
    bytes += content.length;
    if (files.size >= FILES_MAX || bytes > BYTES_MAX) {
      throw new UnloadableCode(`The folder of the code has more than ${FILES_MAX} files or ${BYTES_MAX / 1024 / 1024} MB.`);
    }
    files.set(path, content);
  }
  const packages = nearestPackages(root);
  return { root, files, packages, version: await digest(files, packages) };
}

/** Folders below the root that hold code, the root among them: those to be watched. */
export function foldersOf({ root, files }: FolderOfCode): readonly string[] {
  const folders = new Set([root]);
  for (const path of files.keys()) for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(join(root, at));
  return [...folders];
}

async function pathsBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === PACKAGES) continue;
      const path = join(folder, entry.name);
      const kind = entry.isSymbolicLink() ? await stat(path) : entry;
      if (kind.isDirectory()) await visit(path);
      else if (kind.isFile()) found.push(relative(root, path).split(sep).join('/'));
      if (found.length > FILES_MAX) return;
    }
  };
  try {
    await visit(root);
  } catch (error) {
    throw new UnloadableCode(`The folder of the code cannot be read: ${(error as NodeJS.ErrnoException).code ?? ''}.`);
  }
  return found.sort();
}

function nearestPackages(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const packages = join(folder, PACKAGES);
    if (existsSync(packages)) return packages;
    if (folder === dirname(folder)) return undefined;
  }
}

async function digest(files: ReadonlyMap<string, Buffer>, packages: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(FORM);
  for (const [path, content] of files) hash.update(`\n${path}\n${content.length}\n`).update(content);
  if (packages !== undefined) hash.update(await readFile(join(packages, '.package-lock.json')).catch(() => packages));
  return hash.digest('hex').slice(0, VERSION_LENGTH);
}
