import { REDIS_SETTINGS } from '@parlance/redis';
import { int, list, text, url, type Settings } from '@parlance/settings';

/** Environment of the auth service. Variables that every process has (NATS_URL, log level, ...) are in libs/service. */
export const AUTH_SETTINGS = {
  UV_THREADPOOL_SIZE: int({
    default: 4,
    min: 1,
    max: 1_024,
    meaning: 'Threads of the process that hash passwords, read files and resolve names; one is left to the latter two.',
  }),
  PARLANCE_AUTH_ROLES_MAX: int({ default: 50_000, min: 100, max: 1_000_000, meaning: 'Users whose roles this process keeps in memory.' }),
  PARLANCE_AUTH_CACHE_TTL_MS: int({
    default: 5_000,
    min: 100,
    max: 60_000,
    unit: 'ms',
    meaning: 'How long roles and settings are believed although no event has told of a change.',
  }),
  PARLANCE_OUTBOUND_ALLOWED: list({
    default: [],
    meaning: 'Addresses and ranges that services and mail servers of apps may have although they are not public, such as 10.1.0.0/16.',
  }),
  PARLANCE_SMTP_URL: url({
    secret: true,
    schemes: ['smtp', 'smtps'],
    optional: true,
    meaning: 'Mail server of the deployment: smtp://user:password@host:587, or smtps:// for encryption from the first byte.',
  }),
  PARLANCE_MAIL_FROM: text({
    optional: true,
    pattern: /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/,
    form: 'an address such as app@example.com or App <app@example.com>',
    meaning: 'Sender of mails, where an app has none of its own.',
  }),
  PARLANCE_MAIL_WINDOW_SECONDS: int({
    default: 10,
    min: 0,
    max: 3_600,
    unit: 's',
    meaning: 'Time in which a mail that is asked for again, for the same address, is sent once; 0 for every time.',
  }),
  PARLANCE_CODE_MAILS_PER_HOUR: int({
    default: 1_000,
    min: 1,
    max: 1_000_000,
    meaning: 'Addresses that the code of one app may write to in an hour by Parse.Cloud.sendEmail.',
  }),
  ...REDIS_SETTINGS,
};
export type AuthSettings = Settings<typeof AUTH_SETTINGS>;
