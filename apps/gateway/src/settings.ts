import { SERVICE_NAMES } from '@parlance/contracts';
import { REDIS_SETTINGS } from '@parlance/redis';
import { TRANSFER_FILES } from '@parlance/service';
import { flag, int, list, text, url, type Settings } from '@parlance/settings';
import { isAddressOrRange } from './callers/address-list.ts';

const MIB = 1 << 20;

/** The environment of the gateway. The settings of an app are in libs/app-settings. */
export const GATEWAY_SETTINGS = {
  PARLANCE_HOST: text({ default: '127.0.0.1', meaning: 'Address to listen on.' }),
  PARLANCE_PORT: int({ default: 1337, min: 0, max: 65_535, meaning: 'Port to listen on; 0 takes a free one.' }),
  PARLANCE_MOUNT: text({
    default: '/parse',
    pattern: /^\/(?:[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*)?$/,
    form: 'a path such as /parse, or / for none',
    meaning: 'Path below which the REST protocol is served.',
  }),
  PARLANCE_PUBLIC_URL: url({
    optional: true,
    schemes: ['http', 'https'],
    meaning: 'Address of the mount as clients reach it; without it the one listened on. Appears in Location fields.',
  }),
  PARLANCE_TRUSTED_PROXY_HOPS: int({
    default: 0,
    min: 0,
    max: 16,
    meaning: 'Proxies of your own in front; that many entries of X-Forwarded-For are believed.',
  }),
  PARLANCE_UNKNOWN_APP_BODY_BYTES: int({
    default: 20 * MIB,
    min: 1,
    max: 1024 * MIB,
    unit: 'bytes',
    meaning: "Largest body of a request that names its app only inside (JS SDK). Raise it along with an app's maxUploadSize.",
  }),
  PARLANCE_COMPRESS_FROM_BYTES: int({
    default: 8 << 10,
    min: 1_024,
    max: 1024 * MIB,
    unit: 'bytes',
    meaning: 'Answers from this size on are compressed for clients that accept gzip.',
  }),
  PARLANCE_ACCESS_LOG: flag({
    default: false,
    meaning: 'Whether a line with route, app, status, time and address is logged for each request.',
  }),
  PARLANCE_TRACE_PROXIES: list({
    default: [],
    each: { accepts: isAddressOrRange, form: 'an address or a range such as 10.1.0.0/16' },
    meaning: 'Peers whose traceparent is continued, sampled or not as it says. Of others it becomes a link, and the sampler decides.',
  }),
  PARLANCE_APP_REQUESTS_MAX: int({
    default: 0,
    min: 0,
    max: 100_000,
    meaning: 'Requests of one app that a gateway works on at a time, where the quotas of the app say nothing; 0 for any number.',
  }),
  ...TRANSFER_FILES,
  PARLANCE_TRANSFERS_NAME: text({
    optional: true,
    meaning: 'Name in the certificates of the service files, where it is not the host of the addresses of its replicas.',
  }),
  PARLANCE_DEPLOYED_SERVICES: list({
    of: SERVICE_NAMES,
    default: SERVICE_NAMES,
    meaning: 'Services that this deployment runs, in any process; the health of others does not count.',
  }),
  ...REDIS_SETTINGS,
} as const;

export type GatewaySettings = Settings<typeof GATEWAY_SETTINGS>;

/**
 * Address of the mount as clients reach it, without a trailing slash.
 *
 * @param port that is listened on
 */
export function publicUrl(settings: GatewaySettings, port: number): string {
  const { PARLANCE_HOST: host, PARLANCE_MOUNT: mount, PARLANCE_PUBLIC_URL: configured } = settings;
  const address = configured ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}${mount}`;
  return address.endsWith('/') ? address.slice(0, -1) : address;
}

/** Paths below which clients see the protocol: the mount, and the path of the public address where a proxy maps one to the other. */
export function mountPaths(settings: GatewaySettings): readonly string[] {
  const { PARLANCE_MOUNT: mount, PARLANCE_PUBLIC_URL: configured } = settings;
  return configured === undefined ? [mount] : [mount, new URL(configured).pathname];
}
