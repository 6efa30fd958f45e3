import { TRANSFER_FILES } from '@parlance/service';
import { flag, int, text, url, type Settings } from '@parlance/settings';

/** Environment of the files service. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const FILES_SETTINGS = {
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: "The deployment's MongoDB, a replica set: holds the control database, and the objects of apps that name no other.",
  }),
  PARLANCE_HOST: text({
    default: '127.0.0.1',
    meaning: 'Address the gateway listens on; part of the addresses that triggers of files see unless PARLANCE_PUBLIC_URL is set.',
  }),
  PARLANCE_PORT: int({ default: 1337, min: 0, max: 65_535, meaning: 'Port the gateway listens on; the same.' }),
  PARLANCE_MOUNT: text({ default: '/parse', meaning: 'Path under which the gateway serves Parse; the same.' }),
  PARLANCE_PUBLIC_URL: url({
    schemes: ['http', 'https'],
    optional: true,
    meaning: 'Address of the mount as clients reach it: addresses that triggers of files see begin with it.',
  }),
  PARLANCE_FILES_HOST: text({ default: '127.0.0.1', meaning: 'Address to listen on for gateways, which fetch and bring bytes there.' }),
  PARLANCE_FILES_PORT: int({ default: 0, min: 0, max: 65_535, meaning: 'Port of the same; 0 takes a free one.' }),
  PARLANCE_FILES_ADDRESS: url({
    optional: true,
    schemes: ['http', 'https'],
    meaning: 'Address at which gateways reach this replica, such as http://10.1.2.3:4001; without it the one listened on.',
  }),
  ...TRANSFER_FILES,
  PARLANCE_FILES_CONNECTIONS_MAX: int({
    default: 50,
    min: 5,
    max: 1_000,
    meaning: 'Most connections of this process to each member of a MongoDB deployment.',
  }),
  PARLANCE_FILES_FOLDER: text({ optional: true, meaning: 'Folder of the files of apps whose files.store is disk. Replicas share it.' }),
  PARLANCE_FILES_KEY: text({
    secret: true,
    optional: true,
    meaning:
      'Encrypts the files of apps that want it: 32 bytes in base64, or several such keys on lines of their own; those behind the first decrypt files that they encrypted.',
  }),
  PARLANCE_S3_BUCKET: text({ optional: true, meaning: 'Bucket of the files of apps whose files.store is s3; each has a folder in it.' }),
  PARLANCE_S3_REGION: text({ default: 'us-east-1', meaning: 'Its region.' }),
  PARLANCE_S3_ENDPOINT: url({
    optional: true,
    schemes: ['http', 'https'],
    meaning: 'Address of an S3-compatible store; that of AWS without it.',
  }),
  PARLANCE_S3_PATH_STYLE: flag({ default: false, meaning: 'Whether the bucket stands in the path, as most S3-compatible stores want it.' }),
  PARLANCE_S3_ACCESS_KEY_ID: text({
    secret: true,
    optional: true,
    meaning: "Credentials; without them those of the environment or the machine's role.",
  }),
  PARLANCE_S3_SECRET_ACCESS_KEY: text({ secret: true, optional: true, meaning: 'The same.' }),
};
export type FilesSettings = Settings<typeof FILES_SETTINGS>;
