import { hash, timingSafeEqual } from 'node:crypto';
import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import type { Credentials } from '../envelope/credentials.ts';

const READ_ONLY_MASTER: Identity = Object.freeze({ kind: 'readOnlyMaster' });
const MAINTENANCE: Identity = Object.freeze({ kind: 'maintenance' });

/**
 * The caller's identity by the keys given: the one place where keys are compared.
 *
 * A privileged key needs no client key, but must come from an allowed address; from any other the request is refused even beside a
 * right client key. A privileged key that is wrong counts as none beside a right client key.
 *
 * @param address of the client; asked for only when a privileged key was right
 * @throws ParseError MissingApiKey when a client key is needed and none was given; InvalidApiKey when a key that was given is wrong
 */
export function checkKeys(app: App, credentials: Credentials, address: () => string): Identity {
  const privileged = privilegedKey(app, credentials);
  if (privileged !== undefined) {
    assertAddress(app, privileged.key, address());
    return privileged.identity;
  }
  if (app.needsClientKey && hasClientKey(app, credentials)) return PUBLIC;
  if (app.needsClientKey) throw unauthorized(isKeyGiven(credentials) ? 'InvalidApiKey' : 'MissingApiKey');
  if (credentials.masterKey !== undefined || credentials.maintenanceKey !== undefined) throw unauthorized('InvalidApiKey');
  return PUBLIC;
}

/**
 * The text says nothing else: neither whether the app exists nor which of the checks failed.
 *
 * @param reason for the log alone
 */
export function unauthorized(kind: 'MissingApiKey' | 'InvalidApiKey', reason?: string): ParseError {
  return new ParseError(kind, 'unauthorized', reason === undefined ? undefined : { cause: new Error(reason) });
}

function assertAddress(app: App, key: config.PrivilegedKey, address: string): void {
  if (app.addresses[key].contains(address)) return;
  throw unauthorized(
    'InvalidApiKey',
    `The ${key} key of app "${app.id}" is not accepted from ${address || 'an unknown address'} (${key}KeyIps).`,
  );
}

function privilegedKey(
  app: App,
  { masterKey, maintenanceKey }: Credentials,
): { key: config.PrivilegedKey; identity: Identity } | undefined {
  if (maintenanceKey !== undefined && isOneOf(app.digests.maintenance, maintenanceKey))
    return { key: 'maintenance', identity: MAINTENANCE };
  if (masterKey === undefined) return undefined;
  if (isOneOf(app.digests.master, masterKey)) return { key: 'master', identity: MASTER };
  if (isOneOf(app.digests.readOnlyMaster, masterKey)) return { key: 'readOnlyMaster', identity: READ_ONLY_MASTER };
  return undefined;
}

function hasClientKey({ digests }: App, { clientKey, javascriptKey, restKey, dotNetKey }: Credentials): boolean {
  return (
    (javascriptKey !== undefined && isOneOf(digests.javascript, javascriptKey)) ||
    (restKey !== undefined && isOneOf(digests.rest, restKey)) ||
    (clientKey !== undefined && isOneOf(digests.client, clientKey)) ||
    (dotNetKey !== undefined && isOneOf(digests.dotNet, dotNetKey))
  );
}

function isKeyGiven(credentials: Credentials): boolean {
  const { clientKey, javascriptKey, restKey, dotNetKey, masterKey, maintenanceKey } = credentials;
  return [clientKey, javascriptKey, restKey, dotNetKey, masterKey, maintenanceKey].some((key) => key !== undefined);
}

/** Whether the REST key is the only key of a client that was given. It was compared by `checkKeys`, where the app has keys at all. */
export function namesAppByRestKey({ clientKey, javascriptKey, restKey, dotNetKey }: Credentials): boolean {
  return restKey !== undefined && clientKey === undefined && javascriptKey === undefined && dotNetKey === undefined;
}

/** Compares digests, all of them and each in constant time: how long it takes says nothing about the keys. */
function isOneOf(digests: readonly Buffer[], key: string): boolean {
  const given = hash('sha256', key, 'buffer');
  let found = false;
  for (const digest of digests) found = timingSafeEqual(digest, given) || found;
  return found;
}
