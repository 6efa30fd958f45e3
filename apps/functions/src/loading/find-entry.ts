import { UnloadableCode } from './unloadable-code.ts';

/** Names of the file that is loaded, the first that is there. TypeScript wins over a file that may have been compiled from it. */
const ENTRIES = ['main.ts', 'main.mts', 'main.cts', 'main.js', 'main.mjs', 'main.cjs'];
/** Below the folder that was named: the project of an app, whose code has a folder of its own. */
const FOLDERS = ['', 'cloud/'];

/**
 * The file to load: `main` of the package.json, `main.ts`, `main.js` and the like, or one of these in `cloud/`.
 *
 * @param files by their paths
 * @param named the file, where a file was named instead of a folder
 * @throws UnloadableCode where there is none
 */
export function findEntry(files: ReadonlyMap<string, Buffer>, named?: string): string {
  const wanted = named === undefined ? [...mainOf(files), ...FOLDERS.flatMap((folder) => ENTRIES.map((name) => folder + name))] : [named];
  const entry = wanted.find((path) => files.has(path));
  if (entry !== undefined) return entry;
  throw new UnloadableCode(`The folder of the code has no ${named ?? 'main.js, main.mjs or main.ts'}.`);
}

function mainOf(files: ReadonlyMap<string, Buffer>): string[] {
  const text = files.get('package.json')?.toString('utf8');
  if (text === undefined) return [];
  try {
    const { main } = JSON.parse(text) as { main?: unknown };
    return typeof main === 'string' ? [main.replace(/^\.\//, '')] : [];
  } catch (error) {
    throw new UnloadableCode((error as Error).message, { file: 'package.json' });
  }
}

/** True for a file that Node cannot load as it is. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path);
}
