import { KEYS, APP_ID } from '../../../conformance/pair.ts';
import type { PeerModules } from './peer-modules.ts';

/** The settings of the app, in words that both servers know. */
export const SHARED_SETTINGS = {
  allowClientClassCreation: true,
  verifyUserEmails: true,
  extendSessionOnUse: false,
  emailVerifyTokenValidityDuration: 7 * 86_400,
  accountLockout: { threshold: 3, duration: 600 },
  passwordPolicy: { maxPasswordHistory: 3, maxPasswordAge: 400, resetTokenValidityDuration: 7 * 86_400 },
} as const;

/** The address in mails and answers of the old app's server. */
export const OLD_ADDRESS = 'https://old.example/parse';

const DAY_SECONDS = 86_400;

/** Options of the Parse Server that has written the database. */
export function peerOptions({ paths }: PeerModules): Readonly<Record<string, unknown>> {
  return {
    ...SHARED_SETTINGS,
    appId: APP_ID,
    masterKey: KEYS.master,
    readOnlyMasterKey: KEYS.readOnlyMaster,
    maintenanceKey: KEYS.maintenance,
    restAPIKey: KEYS.rest,
    javascriptKey: KEYS.javascript,
    clientKey: KEYS.client,
    appName: 'The old app',
    publicServerURL: OLD_ADDRESS,
    emailAdapter: { module: paths.mail },
    push: { adapter: paths.push },
    auth: { mfa: { enabled: true, options: ['TOTP'] }, guild: { enabled: true, module: paths.provider } },
    idempotencyOptions: { paths: ['classes/Order'], ttl: DAY_SECONDS },
    fileUpload: { enableForPublic: true },
  };
}

/** The settings with which Parlance goes on with the app. */
export const PARLANCE_SETTINGS = {
  ...SHARED_SETTINGS,
  auth: { mfa: { options: ['TOTP'] } },
  // Slow queries are noted in a collection of Parlance's own, `_SlowQueries`: a busy machine must not add it.
  slowQueryMs: null,
  idempotency: { paths: ['classes/Order'], ttl: DAY_SECONDS },
} as const;
