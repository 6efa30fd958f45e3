import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/** Whether a user without files of their own can read this file: code in somebody's home folder often cannot be. */
export function isReadableByAll(path: string): boolean {
  try {
    const real = realpathSync(path);
    return (statSync(real).mode & OTHERS_READ) !== 0 && isEnterable(dirname(path)) && isEnterable(dirname(real));
  } catch {
    return false; // It is gone, or this user cannot look at it either.
  }
}

function isEnterable(folder: string): boolean {
  if ((statSync(folder).mode & OTHERS_ENTER) === 0) return false;
  const above = dirname(folder);
  return above === folder || isEnterable(above);
}
