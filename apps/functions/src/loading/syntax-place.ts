import { readFolder } from './read-folder.ts';
import type { PlaceOfFault } from './unloadable-code.ts';

const JAVASCRIPT = /\.[cm]?js$/;

/**
 * The place of a syntax error in the JavaScript of a folder: Node names none for modules that others import.
 *
 * @returns undefined where all files can be read
 */
export async function syntaxPlace(root: string): Promise<(PlaceOfFault & { readonly text: string }) | undefined> {
  const [{ parseSync }, { files }] = await Promise.all([import('rolldown/utils'), readFolder(root)]);
  for (const [file, content] of files) {
    if (!JAVASCRIPT.test(file)) continue;
    const source = content.toString('utf8');
    if (!file.endsWith('.mjs') && parseSync(file, source, { sourceType: 'commonjs' }).errors.length === 0) continue;
    const [error] = parseSync(file, source, { sourceType: 'module' }).errors;
    if (error === undefined) continue;
    return { text: error.message, file, ...placeAt(source, error.labels[0]?.start ?? 0) };
  }
  return undefined;
}

function placeAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
