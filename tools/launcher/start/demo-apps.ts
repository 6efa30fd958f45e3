import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 24;
const KEY_KINDS = ['rest', 'javascript', 'client', 'dotNet', 'master', 'readOnlyMaster', 'maintenance'] as const;

/** An apps file with one app to try things with: random keys, clients may create classes by saving into them, and are told the reason of refusals. */
export function demoApps(randomKey: () => string = () => randomBytes(KEY_BYTES).toString('base64url')) {
  return {
    apps: [
      {
        id: 'demo',
        name: 'Demo',
        // Developers are told the action that is refused.
        settings: { allowClientClassCreation: true, enableSanitizedErrorResponse: false },
        keys: Object.fromEntries(KEY_KINDS.map((kind) => [kind, randomKey()])),
      },
    ],
  };
}

/** Writes the demo app's file unless there is one. Only its owner may read it, because it holds the master key. */
export function ensureDemoApps(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(demoApps(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}
