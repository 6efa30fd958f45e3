import { createRequire } from 'node:module';
import type * as ParseModule from 'parse/node';

/**
 * The unmodified Parse JS SDK for Node, with the types it has at run time: its typings describe an ES module with a default export,
 * its code is CommonJS and the module itself is their default export.
 */
export type ParseSdk = typeof ParseModule & {
  initialize(appId: string, javascriptKey?: string, masterKey?: string): void;
  serverURL: string;
};

/** A copy of the SDK of its own state (app, keys, address), so that several clients can live in one process. */
export function loadSdk(): ParseSdk {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache)) if (path.includes('/node_modules/parse/')) delete require.cache[path];
  return require('parse/node') as ParseSdk;
}
