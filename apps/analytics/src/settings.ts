import { int, text, url, type Settings } from '@parlance/settings';

/** Environment of the analytics service. The settings of an app are in libs/app-settings. */
export const ANALYTICS_SETTINGS = {
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: 'MongoDB that holds events and counts; may be another one than that of the objects.',
  }),
  PARLANCE_ANALYTICS_DATABASE: text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    form: 'up to 63 letters, digits, _ or -',
    meaning: 'Name of the database of events and counts; the name of the deployment with _analytics behind it when unset.',
  }),
  PARLANCE_ANALYTICS_JOURNAL_MB: int({
    default: 512,
    min: 1,
    max: 1_048_576,
    unit: 'MiB',
    meaning: 'Room for events that wait in JetStream; clients hear 503 when it is full of events that nobody has dealt with.',
  }),
  PARLANCE_ANALYTICS_JOURNAL_DAYS: int({
    default: 3,
    min: 1,
    max: 365,
    unit: 'days',
    meaning: 'How long entries stay in JetStream, for consumers of your own; events that wait for longer are lost.',
  }),
  PARLANCE_ANALYTICS_JOURNAL_REPLICAS: int({ default: 1, min: 1, max: 5, meaning: 'Copies of the journal in a NATS cluster.' }),
} as const;
export type AnalyticsEnvironment = Settings<typeof ANALYTICS_SETTINGS>;
