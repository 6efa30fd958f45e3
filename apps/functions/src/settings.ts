import { int, list, text, url, type Settings } from '@parlance/settings';

/** Environment of the service for Cloud Code. The settings of an app are in libs/app-settings. */
export const FUNCTIONS_SETTINGS = {
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: 'MongoDB that holds releases and logs of Cloud Code; may be another one than that of the objects.',
  }),
  PARLANCE_FUNCTIONS_DATABASE: text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    form: 'up to 63 letters, digits, _ or -',
    meaning: 'Name of the database of releases and logs; the name of the deployment with _functions behind it when unset.',
  }),
  PARLANCE_FUNCTIONS_PROCESSES_MAX: int({
    default: 64,
    min: 1,
    max: 10_000,
    meaning: 'Processes that run code of apps at the same time, of all apps. One that has nothing to do ends for another app.',
  }),
  PARLANCE_OUTBOUND_ALLOWED: list({
    default: [],
    meaning: 'Addresses and ranges that webhooks and code of apps may call although they are not public, where the app lists them too.',
  }),
} as const;
export type FunctionsSettings = Settings<typeof FUNCTIONS_SETTINGS>;
