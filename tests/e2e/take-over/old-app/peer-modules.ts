import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The parts that an operator plugs into Parse Server, as modules on disk: it takes options as JSON and loads these by their paths. */
const MODULES = {
  /** Mails go nowhere: their tokens are in the database. */
  mail: 'module.exports = { sendMail: () => Promise.resolve() };',
  /** Every device takes every push. */
  push: `module.exports = {
    getValidPushTypes: () => ['ios', 'android'],
    send: (body, installations) =>
      Promise.resolve(installations.map((device) => ({ transmitted: true, device, response: {} }))),
  };`,
  /** A provider that believes everybody, in the place of one that asks a service on the internet. */
  provider: 'module.exports = { validateAuthData: () => Promise.resolve(), validateAppId: () => Promise.resolve() };',
} as const;

export interface PeerModules {
  readonly paths: Readonly<Record<keyof typeof MODULES, string>>;
  remove(): Promise<void>;
}

export async function writePeerModules(): Promise<PeerModules> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-peer-modules-'));
  const path = (name: keyof typeof MODULES): string => join(folder, `${name}.js`);
  for (const name of Object.keys(MODULES) as (keyof typeof MODULES)[]) await writeFile(path(name), MODULES[name]);
  return {
    paths: { mail: path('mail'), push: path('push'), provider: path('provider') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
