import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The demo app's Cloud Code, beside its apps file: a copy, so that whoever plays with it changes no file of the repository. */
const DEMO_CODE = './cloud/main.js';
const SHIPPED_CODE = join(import.meta.dirname, '../../demo/cloud/app/main.js');

const KEY_BYTES = 24;
const KEY_KINDS = ['rest', 'javascript', 'client', 'dotNet', 'master', 'readOnlyMaster', 'maintenance'] as const;

export interface DemoOptions {
  /** The key of a kind; random ones when absent. */
  readonly keyOf?: (kind: string) => string;
  /** Where its code lies, as the service functions sees it; beside the apps file when absent. */
  readonly cloud?: string;
  /** Beside those of a demo anywhere. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const randomKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** An apps file with one app to try things with: clients may create classes by saving into them, and are told the reason of refusals. */
export function demoApps({ keyOf = randomKey, cloud = DEMO_CODE, settings = {} }: DemoOptions = {}) {
  return {
    apps: [
      {
        id: 'demo',
        name: 'Demo',
        // Developers are told the action that is refused.
        settings: { allowClientClassCreation: true, enableSanitizedErrorResponse: false, ...settings },
        cloud,
        keys: Object.fromEntries(KEY_KINDS.map((kind) => [kind, keyOf(kind)])),
      },
    ],
  };
}

/** Writes the demo app's file and its code, unless there is one. Only its owner may read the file, because it holds the master key. */
export function ensureDemoApps(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const code = resolve(dirname(file), DEMO_CODE);
  mkdirSync(dirname(code), { recursive: true });
  if (!existsSync(code)) copyFileSync(SHIPPED_CODE, code);
  writeFileSync(file, `${JSON.stringify(demoApps(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/**
 * Writes the declaration of the demo app beside its file, with other Cloud Code, for a start that names some.
 *
 * @param cloud absolute
 * @returns the path of the written file
 */
export function withOtherCode(file: string, cloud: string): string {
  const { apps } = JSON.parse(readFileSync(file, 'utf8')) as { apps: readonly object[] };
  const other = join(dirname(file), 'apps-with-cloud.json');
  rmSync(other, { force: true });
  writeFileSync(other, `${JSON.stringify({ apps: apps.map((app) => ({ ...app, cloud })) }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return other;
}
