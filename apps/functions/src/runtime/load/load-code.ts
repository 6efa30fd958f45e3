import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Unloadable } from '../../channel/messages.ts';
import { placeInStack, withoutRoot } from '../errors/place.ts';
import { SDK } from '../sdk/sdk.ts';

/** Frames of Node's own loader stand above the file that has failed. */
const LOADING_FRAMES = 50;

/**
 * Loads the code of the app: a CommonJS or ES module that registers as it runs, or one that exports a function, which is then called with
 * `Parse`.
 *
 * @param entry absolute path
 * @throws anything that the code throws
 */
export async function loadCode(entry: string): Promise<void> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = LOADING_FRAMES;
  try {
    const { default: register } = (await import(pathToFileURL(entry).href)) as { default?: unknown };
    if (typeof register === 'function' && !isClass(register)) await (register as (parse: unknown) => unknown)(SDK);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** The folder of the code: the nearest one above the loaded file that has a package.json. */
export function rootOf(entry: string): string {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return dirname(entry);
}

/** Why the code is not loaded, with the place in a file of the app where the error says one. */
export function unloadable(error: unknown, root: string): Unloadable {
  const { message, stack } = (error ?? {}) as { message?: unknown; stack?: unknown };
  const text =
    typeof error === 'string' ? error : typeof message === 'string' && message !== '' ? message : 'The code throws while it is loaded.';
  return { text: withoutRoot(text.split('\n')[0] ?? text, root), ...placeInStack(stack, root) };
}
