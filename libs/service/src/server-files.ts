import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { file, loadSettings, type Environment, type SettingProblem, type Settings, type SettingsTable } from '@parlance/settings';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function holdsCertificates(content: string): boolean {
  const found = content.match(PEM_CERTIFICATE) ?? [];
  return found.length > 0 && found.every((pem) => new X509Certificate(pem).subject !== undefined);
}

const holdsKey = (content: string): boolean => createPrivateKey(content).type === 'private';

const authorities = (server: string) =>
  file({
    accepts: holdsCertificates,
    holds: 'certificates in PEM form',
    meaning: `Certificates of the authorities by which ${server} is trusted, instead of the usual ones. The connection is encrypted then.`,
  });
const certificate = (server: string) =>
  file({ accepts: holdsCertificates, holds: 'a certificate in PEM form', meaning: `Certificate that this process shows to ${server}.` });
const key = () =>
  file({ accepts: holdsKey, holds: 'a private key in PEM form, without a passphrase', meaning: 'Private key of that certificate.' });

/** Files by which gateways and the service `files` know each other, where bytes of files go encrypted. */
export const TRANSFER_FILES = {
  PARLANCE_TRANSFERS_CERT_FILE: certificate('gateways that fetch and bring files; with it they do so by https'),
  PARLANCE_TRANSFERS_KEY_FILE: key(),
  PARLANCE_TRANSFERS_CA_FILE: authorities('the service files'),
} as const satisfies SettingsTable;

/** Files by which this process and its servers know each other. They are read at the start; those for NATS at each connection. */
export const SERVER_FILES = {
  PARLANCE_NATS_CA_FILE: authorities('NATS'),
  PARLANCE_NATS_CERT_FILE: certificate('NATS'),
  PARLANCE_NATS_KEY_FILE: key(),
  PARLANCE_NATS_CREDENTIALS_FILE: file({
    accepts: (content) => /-----BEGIN NATS USER JWT-----/.test(content) && /-----BEGIN USER NKEY SEED-----/.test(content),
    holds: 'credentials of a NATS user (its JWT and its seed, as nsc writes them)',
    meaning: 'Credentials of this process for NATS, instead of a user in NATS_URL.',
  }),
  PARLANCE_NATS_NKEY_FILE: file({
    accepts: (content) => /^SU[A-Z2-7]{56}$/.test(content.trim()),
    holds: 'the seed of an nkey of a NATS user, which begins with SU',
    meaning: 'Nkey of this process for NATS, instead of a user in NATS_URL.',
  }),
  PARLANCE_MONGODB_CA_FILE: authorities('MongoDB'),
  PARLANCE_MONGODB_CERT_FILE: file({
    accepts: (content) => holdsCertificates(content) && holdsKey(content),
    holds: 'a certificate and its private key in PEM form, without a passphrase',
    meaning: 'Certificate with private key that this process shows to MongoDB.',
  }),
  PARLANCE_REDIS_CA_FILE: authorities('Redis'),
  PARLANCE_REDIS_CERT_FILE: certificate('Redis'),
  PARLANCE_REDIS_KEY_FILE: key(),
  ...TRANSFER_FILES,
} as const satisfies SettingsTable;
export type ServerFiles = Settings<typeof SERVER_FILES>;

/** The files of which each is fine and which do not go together: a certificate and its key, two ways to be somebody. */
export function unmatchedFiles(files: ServerFiles): readonly SettingProblem[] {
  return [
    ...pairProblems('PARLANCE_NATS', files.PARLANCE_NATS_CERT_FILE, files.PARLANCE_NATS_KEY_FILE),
    ...pairProblems('PARLANCE_REDIS', files.PARLANCE_REDIS_CERT_FILE, files.PARLANCE_REDIS_KEY_FILE),
    ...pairProblems('PARLANCE_TRANSFERS', files.PARLANCE_TRANSFERS_CERT_FILE, files.PARLANCE_TRANSFERS_KEY_FILE),
    ...pairProblems('PARLANCE_MONGODB', files.PARLANCE_MONGODB_CERT_FILE, files.PARLANCE_MONGODB_CERT_FILE),
    ...(files.PARLANCE_NATS_CREDENTIALS_FILE !== undefined && files.PARLANCE_NATS_NKEY_FILE !== undefined
      ? [both('PARLANCE_NATS_CREDENTIALS_FILE', 'PARLANCE_NATS_NKEY_FILE')]
      : []),
  ];
}

const both = (name: string, other: string): SettingProblem => ({
  name,
  problem: 'both',
  expected: `and ${other} are both set; unset one of them`,
});

/** @param prefix of the two names; the problem is told of the key where it has a file of its own */
function pairProblems(prefix: string, cert: string | undefined, privateKey: string | undefined): readonly SettingProblem[] {
  if (cert === undefined && privateKey === undefined) return [];
  const [certName, keyName] = [`${prefix}_CERT_FILE`, `${prefix}_KEY_FILE`];
  if (cert === undefined) return [{ name: certName, problem: 'missing', expected: `the certificate of the key in ${keyName}` }];
  if (privateKey === undefined)
    return [{ name: keyName, problem: 'missing', expected: `the private key of the certificate in ${certName}` }];
  try {
    createSecureContext({ cert: readFileSync(cert), key: readFileSync(privateKey) });
    return [];
  } catch {
    const expected = 'a file whose private key belongs to its certificate';
    if (cert === privateKey) return [{ name: certName, problem: 'bad', expected }];
    return [{ name: keyName, problem: 'bad', expected: `the private key of the certificate in ${certName}` }];
  }
}

/**
 * The settings of a service. Addresses of MongoDB and Redis carry the files that belong to them, as parameters: `tlsCAFile`,
 * `tlsCertificateKeyFile`, `tlsCertFile` and `tlsKeyFile`, which the drivers' makers (libs/mongo, libs/redis) understand. Those that an
 * address has already stay.
 *
 * @throws SettingsError
 */
export function serviceSettings<Table extends SettingsTable>(table: Table, env: Environment): Settings<Table> {
  const settings: Record<string, unknown> = { ...loadSettings(table, env) };
  const files = loadSettings(SERVER_FILES, env);
  const { MONGODB_URL: mongodb, REDIS_URL: redis } = settings;
  if (typeof mongodb === 'string') settings['MONGODB_URL'] = withMongodbFiles(mongodb, files);
  if (typeof redis === 'string') settings['REDIS_URL'] = withRedisFiles(redis, files);
  return Object.freeze(settings) as Settings<Table>;
}

function withMongodbFiles(address: string, { PARLANCE_MONGODB_CA_FILE: ca, PARLANCE_MONGODB_CERT_FILE: cert }: ServerFiles): string {
  if (ca === undefined && cert === undefined) return address;
  return withParameters(address, { tls: 'true', tlsCAFile: ca, tlsCertificateKeyFile: cert });
}

function withRedisFiles(address: string, files: ServerFiles): string {
  const { PARLANCE_REDIS_CA_FILE: ca, PARLANCE_REDIS_CERT_FILE: cert, PARLANCE_REDIS_KEY_FILE: privateKey } = files;
  if (ca === undefined && cert === undefined) return address;
  const parameters = { tlsCAFile: ca, tlsCertFile: cert, tlsKeyFile: privateKey };
  return withParameters(address.replace(/^redis:/, 'rediss:'), parameters);
}

/** Several hosts in one address are no URL for the parser: parameters are put behind by hand. */
function withParameters(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const [place = '', query = ''] = address.split('?', 2);
  const known = new URLSearchParams(query);
  const added = Object.entries(parameters).filter(([name, value]) => value !== undefined && !known.has(name));
  if (added.length === 0) return address;
  const hasPath = place.slice(place.indexOf('://') + 3).includes('/');
  const more = added.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
  return `${hasPath ? place : `${place}/`}?${query === '' ? '' : `${query}&`}${more}`;
}
