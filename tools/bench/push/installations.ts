import { INSTALLATION, INSTALLATION_CLASS } from '@parlance/platform-classes';
import type mongoose from 'mongoose';
import { seededRandom, type Random } from '../seeded-random.ts';

/** Installations of one app, and the database that all sides share, since they store them in the same form. */
export interface Audience {
  /** The app's id. */
  readonly app: string;
  readonly database: string;
  readonly size: number;
  readonly deviceType: 'ios' | 'android';
}

/** The app that the simulator of APNs lets in. */
export const BUNDLE_ID = 'com.example.demo';
/** The channel of a few installations of each audience. */
export const FEW = 'few';
export const FEW_SIZE = 10;

const TOGETHER = 10_000;
const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'pt-BR'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Puts the installations of an audience there, in the form in which Parse Server and Parlance store them: the same ones for a seed. */
export async function generate(client: mongoose.mongo.MongoClient, audience: Audience, seed: number): Promise<void> {
  const installations = client.db(audience.database).collection<{ _id: string }>(INSTALLATION);
  const random = seededRandom(seed);
  const every = Math.max(1, Math.floor(audience.size / FEW_SIZE));
  for (let from = 0; from < audience.size; from += TOGETHER) {
    const count = Math.min(TOGETHER, audience.size - from);
    const some = Array.from({ length: count }, (_, at) => installation(from + at, audience, random, every));
    await installations.insertMany(some, { ordered: false });
  }
  // Without it Parse Server finds none of them.
  const schema = { _id: INSTALLATION, objectId: 'string', createdAt: 'date', updatedAt: 'date', ...INSTALLATION_CLASS.fields };
  await client.db(audience.database).collection<{ _id: string }>('_SCHEMA').insertOne(schema);
  // Those that the platform makes: made now, they are not made while something is measured.
  await installations.createIndexes((INSTALLATION_CLASS.indexes ?? []).map(({ key, ...options }) => ({ key: { ...key }, ...options })));
}

function installation(number: number, { deviceType }: Audience, random: Random, every: number) {
  const at = new Date(1_700_000_000_000 + number);
  const isOfFew = number % every === 0 && number / every < FEW_SIZE;
  return {
    _id: objectId(random),
    _created_at: at,
    _updated_at: at,
    installationId: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    deviceType,
    deviceToken: deviceType === 'ios' ? number.toString(16).padStart(64, '0') : `token-of-device-${number.toString(36).padStart(140, '_')}`,
    appIdentifier: BUNDLE_ID,
    appName: 'Demo',
    appVersion: `1.${number % 7}`,
    parseVersion: '4.2.0',
    localeIdentifier: LOCALES[number % LOCALES.length],
    timeZone: ZONES[number % ZONES.length],
    channels: isOfFew ? ['', FEW] : [''],
    badge: 0,
  };
}

/** Ten letters and digits, as both servers make them. */
function objectId(random: Random): string {
  let id = '';
  for (let length = 0; length < 10; length++) id += LETTERS[Math.floor(random() * LETTERS.length)] ?? '';
  return id;
}
