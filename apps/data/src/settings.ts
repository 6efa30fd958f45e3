import { int, text, url, type Settings } from '@parlance/settings';

/** Environment of the data service. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const DATA_SETTINGS = {
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: "The deployment's MongoDB, a replica set: holds the control database, and the objects of apps that name no other.",
  }),
  PARLANCE_HOST: text({
    default: '127.0.0.1',
    meaning: 'Address the gateway listens on; part of file addresses unless PARLANCE_PUBLIC_URL is set.',
  }),
  PARLANCE_PORT: int({ default: 1337, min: 0, max: 65_535, meaning: 'Port the gateway listens on; the same.' }),
  PARLANCE_MOUNT: text({ default: '/parse', meaning: 'Path under which the gateway serves Parse; the same.' }),
  PARLANCE_PUBLIC_URL: url({
    schemes: ['http', 'https'],
    optional: true,
    meaning: 'Address of the mount as clients reach it: file addresses in answers begin with it.',
  }),
  PARLANCE_DATA_CONNECTIONS_MAX: int({
    default: 50,
    min: 5,
    max: 1_000,
    meaning: 'Most connections of this process to each member of a MongoDB deployment.',
  }),
  PARLANCE_DATA_APPS_MAX: int({
    default: 1_000,
    min: 1,
    max: 100_000,
    meaning: 'Most apps whose settings and classes this process keeps in memory.',
  }),
  PARLANCE_DATA_CLASSES_MAX: int({ default: 2_000, min: 10, max: 100_000, meaning: 'Most classes of one app kept in memory.' }),
  PARLANCE_DATA_CACHE_TTL_MS: int({
    default: 5_000,
    min: 100,
    max: 60_000,
    unit: 'ms',
    meaning: 'How long settings and classes are believed although no event has told of a change.',
  }),
};
export type DataSettings = Settings<typeof DATA_SETTINGS>;
