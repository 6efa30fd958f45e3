import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BUNDLE, bundleTypeScript } from './bundle-typescript.ts';
import { findEntry, isTypeScript } from './find-entry.ts';
import { PACKAGES, readFolder, type FolderOfCode } from './read-folder.ts';
import { UnloadableCode } from './unloadable-code.ts';

/** Code of an app as files of this machine that nobody changes any more. */
export interface PreparedCode {
  /** Names the bytes. */
  readonly version: string;
  /** Absolute path of the file to load. */
  readonly entry: string;
  /** Absolute paths of the folders that the code may read. */
  readonly readable: readonly string[];
}

/** The folder of code, and the file in it that was named. */
export interface NamedCode {
  readonly folder: FolderOfCode;
  readonly file: string | undefined;
}

/**
 * Reads the code at a path as it is now.
 *
 * @param path a folder, or the file to load
 * @throws UnloadableCode for a path that leads nowhere
 */
export async function readCode(path: string): Promise<NamedCode> {
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined) throw new UnloadableCode(`There is no code at ${basename(path)}.`);
  if (kind.isDirectory()) return { folder: await readFolder(path), file: undefined };
  return { folder: await readFolder(dirname(path)), file: basename(path) };
}

/**
 * Makes code ready to be loaded: a copy that later changes of the folder do not reach, TypeScript compiled, packages linked. Copies that are
 * there already are taken.
 *
 * @param into folder of the copies, absolute
 * @param version of the code; the digest of its files when absent
 * @throws UnloadableCode
 */
export async function prepareCode({ folder, file }: NamedCode, into: string, version = folder.version): Promise<PreparedCode> {
  const entry = findEntry(folder.files, file);
  const copy = join(into, version);
  if (!existsSync(copy)) await makeCopy(folder, entry, copy);
  return preparedCode(version, copy, entry, folder.packages);
}

/** The copy of a version that was made before, for code whose folder holds something else by now. */
export function keptCode({ folder, file }: NamedCode, into: string, version: string): PreparedCode | undefined {
  const copy = join(into, version);
  if (!existsSync(copy)) return undefined;
  const entry = existsSync(join(copy, BUNDLE)) ? BUNDLE : findEntry(folder.files, file);
  return preparedCode(version, copy, entry, folder.packages);
}

function preparedCode(version: string, copy: string, entry: string, packages: string | undefined): PreparedCode {
  const loaded = isTypeScript(entry) ? BUNDLE : entry;
  return { version, entry: join(copy, loaded), readable: packages === undefined ? [copy] : [copy, packages] };
}

/** Whole or not at all: the copy gets its name when it is complete. */
async function makeCopy({ files, packages }: FolderOfCode, entry: string, copy: string): Promise<void> {
  const draft = `${copy}.${process.pid}.${Date.now()}`;
  try {
    await mkdir(draft, { recursive: true });
    for (const [path, content] of files) {
      await mkdir(join(draft, dirname(path)), { recursive: true });
      await writeFile(join(draft, path), content);
    }
    // Without one, a module would be of the kind that some folder above says; with this one, Node looks at the code itself.
    if (!files.has('package.json')) await writeFile(join(draft, 'package.json'), '{}');
    if (packages !== undefined) await symlink(packages, join(draft, PACKAGES));
    if (isTypeScript(entry)) await bundleTypeScript(draft, entry);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another process was faster
  }
}
