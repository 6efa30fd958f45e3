import { MongoConnections } from '@parlance/mongo';
import { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import type { ConfigSettings } from '../settings.ts';
import { loadKeyRing } from './load-key-ring.ts';
import { RecordSealer } from './record-sealer.ts';
import { resealAdministrators } from './reseal-administrators.ts';
import { resealApps } from './reseal-apps.ts';

/**
 * Encrypts all stored secrets with the current key; afterwards the other keys are not needed any more. Services go on meanwhile, as long
 * as they have the current key and those that are on their way out. A second run finds nothing to do.
 *
 * @param say told, in sentences, how far the work has come
 * @throws Error that names a variable which is missing or wrong, or the id of a key that is lost
 */
export async function rotateSecrets(settings: ConfigSettings, say: (sentence: string) => void): Promise<void> {
  const keys = loadKeyRing(settings, (file) => say(`A key was made in ${file}.`));
  const connections = new MongoConnections({ appName: 'parlance-secrets-rotate' });
  try {
    const database = new MongoControlDatabase(connections, settings.MONGODB_URL, settings.PARLANCE_CONTROL_DATABASE);
    say(`Encrypting the secrets in ${settings.PARLANCE_CONTROL_DATABASE} with the key ${keys.current.id} ...`);
    const sealer = new RecordSealer(keys);
    const done = await resealApps(database, sealer, true, (app, count) => say(`  ${app}: ${count} encrypted anew.`));
    say(`Done: ${done.apps} apps with ${done.secrets} secrets; ${done.resealed} in ${done.changed} apps were encrypted anew.`);
    const secondFactors = await resealAdministrators(database, sealer);
    if (secondFactors > 0) say(`${secondFactors} second factors of administrators were encrypted anew.`);
    if (done.auditEntries > 0) say(`${done.auditEntries} entries of the audit were redacted.`);
    say(`Every secret is encrypted with the key ${keys.current.id}.`);
  } finally {
    await connections.close();
  }
}
