import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KEY_BYTES, parseKeys } from './keys.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/**
 * The keys in a file, which is made with a random one where there is none, for its owner alone to read. Processes that start together make
 * it once: a link is made whole or not at all.
 *
 * @param made told of the file when a key was made
 * @throws Error when the file cannot be read, made or understood; the message never contains a key
 */
export function keptKeys(file: string, made: (file: string) => void = () => undefined): readonly Buffer[] {
  try {
    return parseKeys(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    chmodSync(draft, 0o600);
    linkSync(draft, file);
    made(file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return parseKeys(readFileSync(file, 'utf8'), file);
}
