import { REDIS_SETTINGS } from '@parlance/redis';
import { TRANSFER_FILES } from '@parlance/service';
import { int, text, url, type Settings } from '@parlance/settings';

/** Environment of the console. */
export const CONSOLE_SETTINGS = {
  PARLANCE_CONSOLE_PORT: int({
    optional: true,
    min: 0,
    max: 65_535,
    meaning: 'Port of the web console; 0 takes a free one. No console when unset.',
  }),
  PARLANCE_CONSOLE_HOST: text({ default: '127.0.0.1', meaning: 'Address on which the web console listens.' }),
  PARLANCE_CONSOLE_SESSION_HOURS: int({
    default: 12,
    min: 1,
    max: 24 * 90,
    unit: 'hours',
    meaning: 'Length of a session of an administrator, from the sign-in on.',
  }),
  PARLANCE_CONSOLE_PARSE_URL: url({
    optional: true,
    schemes: ['http', 'https'],
    meaning: 'Address of the mount as clients of apps reach it, for the code that the console shows. It says nothing of it when unset.',
  }),
  PARLANCE_CONSOLE_GATEWAY_URL: url({
    optional: true,
    schemes: ['http', 'https'],
    meaning:
      'Address of the mount as the console reaches it, to carry the files of imports and exports. PARLANCE_CONSOLE_PARSE_URL when unset; it carries none without both.',
  }),
  PARLANCE_TRUSTED_PROXY_HOPS: int({
    default: 0,
    min: 0,
    max: 16,
    meaning: 'Proxies of your own in front; that many entries of X-Forwarded-For are believed.',
  }),
  ...TRANSFER_FILES,
  PARLANCE_TRANSFERS_NAME: text({
    optional: true,
    meaning: 'Name in the certificates of the service files, where it is not the host of the addresses of its replicas.',
  }),
  ...REDIS_SETTINGS,
} as const;
export type ConsoleSettings = Settings<typeof CONSOLE_SETTINGS>;
