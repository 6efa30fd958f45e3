import { existsSync } from 'node:fs';
import { join } from 'node:path';

const IN_PROGRAM = 'runtime/main.js';
const FROM_SOURCE = '../../dist/runtime/main.js';

/**
 * The file that a process for code of an app is started with: one file, so that it is read fast and nothing else need be readable. It is
 * built beside each program that holds this service, and for tests, which run the service from its sources, in the service's own `dist`.
 *
 * @throws Error where it was not built
 */
export function runtimeEntry(): string {
  const places = [IN_PROGRAM, FROM_SOURCE].map((path) => join(import.meta.dirname, path));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error('The runtime of Cloud Code is not built: run "npm run build".');
  return found;
}
