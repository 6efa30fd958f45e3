import { chmodSync, writeFileSync } from 'node:fs';

/** Writes a file that its owner alone can read, whoever could read an earlier one. */
export function writePrivate(file: string, content: string): void {
  writeFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  writeFileSync(file, content);
}
