import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file of the app; the file is named from the folder of its code. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()\n]*?):(\d+)(?::(\d+))?\)?$/;
/** The first line of the stack of a SyntaxError: `/folder/main.js:3`. */
const HEADING = /^((?:file:\/\/)?\/[^\n]*?):(\d+)$/;

/**
 * The uppermost place of a stack that lies in the app's own files, packages excluded.
 *
 * @param root folder of the app's code, absolute
 */
export function placeInStack(stack: unknown, root: string): Place | undefined {
  if (typeof stack !== 'string') return undefined;
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line) ?? HEADING.exec(line);
    const place = match === null ? undefined : placeOf(match, root);
    if (place !== undefined) return place;
  }
  return undefined;
}

function placeOf([, path = '', line, column]: RegExpExecArray, root: string): Place | undefined {
  const absolute = path.startsWith('file://') ? fileURLToPath(path) : path;
  const file = relative(root, absolute);
  if (file.startsWith('..') || file.includes('node_modules')) return undefined;
  return { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
}

/** `main.js:3:5` */
export function placeText({ file, line, column }: Place): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** The text without the folder of the code, whose path is nobody's business. */
export function withoutRoot(text: string, root: string): string {
  return text.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '');
}
