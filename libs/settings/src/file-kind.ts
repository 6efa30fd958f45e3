import { readFileSync } from 'node:fs';
import { BAD, type Setting } from './setting.ts';

interface FileForm {
  readonly meaning: string;
  /** Tells whether the content will do. One that throws says no. */
  readonly accepts: (content: string) => boolean;
  /** The wish of `accepts` in words, to follow "the path of a readable file with". */
  readonly holds: string;
}

/** The path of a file that others read, such as a driver; it is looked at here, so that a mistake is told at the start. */
export function file({ meaning, accepts, holds }: FileForm): Setting<string | undefined> {
  const read = (path: string): string | typeof BAD => {
    try {
      return accepts(readFileSync(path, 'utf8')) ? path : BAD;
    } catch {
      return BAD; // it is not there, or is no such file
    }
  };
  return Object.freeze({ meaning, expected: `the path of a readable file with ${holds}`, read, fallback: { value: undefined } });
}
