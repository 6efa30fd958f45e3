import { int, oneOf, text, url, type Settings } from '@parlance/settings';

/** Environment of the config service. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const CONFIG_SETTINGS = {
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: "The deployment's MongoDB, a replica set: holds the control database, and the objects of apps that name no other.",
  }),
  PARLANCE_APPS_FILE: text({ optional: true, meaning: 'JSON or YAML file that declares the apps; followed while running.' }),
  PARLANCE_CONTROL_DATABASE: text({
    default: 'parlance_control',
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    form: 'up to 63 letters, digits, _ or -',
    meaning: 'Name of the control database.',
  }),
  PARLANCE_DEPLOYMENT: text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    form: 'up to 64 letters, digits, _ or -',
    meaning: 'Name of the deployment, which the control database belongs to; the prefix of the bus when unset.',
  }),
  PARLANCE_TAKE_OVER: text({
    optional: true,
    meaning:
      "Name of another deployment, stopped before, whose control database becomes this one's at the start; this one's own name lets it start " +
      'while it goes on on another NATS.',
  }),
  PARLANCE_DATABASE_PREFIX: text({
    default: 'app_',
    pattern: /^[A-Za-z0-9_-]{1,32}$/,
    form: 'up to 32 letters, digits, _ or -',
    meaning: 'Goes before the id of an app in the name of its database.',
  }),
  PARLANCE_SECRETS_KEY: text({
    secret: true,
    optional: true,
    meaning:
      'Encrypts secrets in the control database: 32 bytes in base64, or several such keys on lines of their own; those behind the first decrypt secrets that they encrypted before.',
  }),
  PARLANCE_DATA_FOLDER: text({
    optional: true,
    meaning: 'Folder in which the first start makes a key (secrets.key) when none is set; .data except in production.',
  }),
  PARLANCE_AUDIT_DAYS: int({
    optional: true,
    min: 1,
    max: 36_500,
    unit: 'days',
    meaning: 'Age at which entries of the audit are removed. They are kept for ever when unset.',
  }),
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    meaning: 'production refuses secrets that could be guessed.',
  }),
};
export type ConfigSettings = Settings<typeof CONFIG_SETTINGS>;

/** A variable that an apps file refers to with `{"env": NAME}`; asked anew whenever the file is read. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
