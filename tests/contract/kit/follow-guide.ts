import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A block of the guide that belongs to a file: all of it, or changes to it. */
export interface Block {
  readonly language: string;
  readonly file: string;
  readonly lines: readonly string[];
}

const BLOCK = /^```(\w+) (\S+)\n([\s\S]*?)^```$/gm;

/** The blocks of a guide that name a file behind their language, in the order of the text. */
export function blocksOf(guide: string): readonly Block[] {
  return [...guide.matchAll(BLOCK)].map(([, language, file, text]) => ({
    language: language!,
    file: file!,
    lines: text!.replace(/\n$/, '').split('\n'),
  }));
}

/**
 * Carries out the block, in the house at `root`: `diff` blocks add lines to a file, all others are a whole new file.
 *
 * @throws Error when the lines that a change starts from do not stand in the file exactly once
 */
export async function follow({ language, file, lines }: Block, root: string): Promise<void> {
  const path = join(root, file);
  if (language !== 'diff') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${lines.join('\n')}\n`, { flag: 'wx' });
    return;
  }
  const before = unmarked(lines.filter((line) => !line.startsWith('+')));
  const parts = (await readFile(path, 'utf8')).split(before);
  if (parts.length !== 2) throw new Error(`The guide changes lines that stand ${parts.length - 1} times in ${file}:\n${before}`);
  await writeFile(path, parts.join(unmarked(lines)));
}

/** Lines without the mark that each begins with. */
function unmarked(lines: readonly string[]): string {
  return lines.map((line) => `${line.slice(1)}\n`).join('');
}
