import { startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT } from '../accounts.ts';
import { LASTING, servedRoutes } from '../served-routes.ts';
import { comparable } from './answers.ts';
import { addPlatformClasses, FORMS, readingsOf, type FormName } from './forms.ts';

/** Two apps that differ in the values of protected fields alone. */
const SIDES = ['told', 'untold'] as const;
type Side = (typeof SIDES)[number];

const OPEN = { '*': true };
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
const READER = 'reader0001';
const TOKEN = `r:${'ef'.repeat(16)}`;
const WORD = 'walrus';
const SEEDED = new Date('2020-01-02T03:04:05.006Z');
/** Longitude and latitude, as stored; where the protected field of the one app is, and of the other. */
const PLACES: Readonly<Record<Side, readonly [number, number]>> = { told: [10, 50], untold: [-120, -30] };

const IDS = {
  Card: 'card000001',
  Hideout: 'hideout001',
  _User: 'person0001',
  _Role: 'role000001',
  _Session: 'session001',
  _Installation: 'install001',
} as const;
const READINGS = readingsOf(await servedRoutes(), { ...IDS, Holder: 'holder0001' });

const words = (field: string) => ({ [field]: { $text: { $search: { $term: WORD } } } });
const near = { __type: 'GeoPoint', longitude: 10, latitude: 50 };
const withinTen = { $geoWithin: { $centerSphere: [[10, 50], 0.2] } };
const inQuery = (field: string, className: string, where: object) => ({ [field]: { $inQuery: { className, where } } });
const guess = { $regex: '^wal' };

/** Searches that an index over a visible and a protected field could answer, by the parameters of a read. */
const SEARCHES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'words through the visible field': { where: words('title') },
  'words through the protected field': { where: words('secret') },
  'the number by words': { where: words('title'), count: '1', limit: '0' },
  'the score of words': { where: words('title'), order: '$score', keys: '$score' },
  'words in an $or': { where: { $or: [words('title'), { objectId: 'nothing000' }] } },
  'words beside a page': { where: words('title'), after: '', limit: '1', order: 'objectId' },
  'words of a subquery': { where: inQuery('card', 'Card', words('title')) },
  'the plan of words': { where: words('title'), explain: 'executionStats' },
  'near the visible place': { where: { place: { $nearSphere: near, $maxDistance: 0.2 } } },
  'near the protected place': { where: { home: { $nearSphere: near, $maxDistance: 0.2 } } },
  'near the protected place, in a subquery': { where: inQuery('hideout', 'Hideout', { home: withinTen }) },
  'within the protected place': { where: { home: withinTen }, count: '1' },
  'the visible place beside the protected field': { where: { place: withinTen, secret: guess } },
  'near the visible place, in the order of the protected field': { where: { place: withinTen }, order: 'secret' },
  'all by the index over both': { hint: 'places' },
  'the place by the index over both': { where: { place: withinTen }, hint: 'places' },
  'the place by the keys of the index': { where: { place: withinTen }, hint: { place: '2dsphere', secret: 1 } },
  'the number by the index over both': { hint: 'places', count: '1', limit: '0' },
};
/** Of these, not even the master key's answers differ: the visible place is the same in both apps, and words in an $or are refused. */
const SAME = /^near the visible place|by the (?:index|keys)|^words in an \$or/;

describe('A2 SEC-09 an index over a visible and a protected field', { timeout: 240_000 }, () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { ...PATIENT, allowPublicExplain: true };
    parlance = await startParlance({ mode: 'fused', apps: SIDES.map((id) => ({ id, settings })) });
    for (const side of SIDES) await build(side);
  }, 120_000);
  afterAll(() => parlance?.close());

  async function build(side: Side): Promise<void> {
    const app = parlance.app(side);
    const database = await parlance.database(side);
    const times = { _created_at: SEEDED, _updated_at: SEEDED, _rperm: ['*'], _wperm: [] };
    const open = { title: 'open', secret: side === 'told' ? WORD : 'nothing', ...times };
    const own: Readonly<Record<string, object>> = {
      _User: { username: 'person' },
      _Role: { name: 'Persons' },
      _Session: { _p_user: '_User$person0001', _session_token: `r:${'aa'.repeat(16)}`, expiresAt: new Date('2099-01-01T00:00:00.000Z') },
      _Installation: { installationId: 'a-device', deviceType: 'ios' },
    };
    await addPlatformClasses(database);
    for (const [className, _id] of Object.entries(IDS)) {
      // A class has one point at most: it is open in all classes but one.
      const place = className === 'Hideout' ? 'home' : 'place';
      const fields = { title: { type: 'String' }, secret: { type: 'String' }, [place]: { type: 'GeoPoint' } };
      const classLevelPermissions = { ...ALL_OPEN, protectedFields: { '*': ['secret', ...(place === 'home' ? ['home'] : [])] } };
      const method = className.startsWith('_') ? 'PUT' : 'POST';
      const { status, text } = await parlance.masterRest(method, `/schemas/${className}`, { fields, classLevelPermissions }, { app });
      expect([className, status, text]).toEqual([className, 200, text]);
      const collection = database.collection<{ _id: string }>(className);
      await collection.insertOne({ _id, ...open, [place]: place === 'home' ? PLACES[side] : [10, 50], ...own[className] });
      await collection.createIndex({ title: 'text', secret: 'text' }, { name: 'words' });
      await collection.createIndex({ [place]: '2dsphere', secret: 1 }, { name: 'places' });
    }
    const fields = { card: { type: 'Pointer', targetClass: 'Card' }, hideout: { type: 'Pointer', targetClass: 'Hideout' } };
    const made = await parlance.masterRest('POST', '/schemas/Holder', { fields, classLevelPermissions: ALL_OPEN }, { app });
    expect([made.status, made.text]).toEqual([200, made.text]);
    const held = { _p_card: `Card$${IDS.Card}`, _p_hideout: `Hideout$${IDS.Hideout}` };
    await database.collection<{ _id: string }>('Holder').insertOne({ _id: 'holder0001', ...held, ...times });
    await database.collection<{ _id: string }>('_User').insertOne({ _id: READER, ...times, ...{ username: 'reader' } });
    await database.collection<{ _id: string }>('_Session').insertOne({
      _id: 'session00r',
      ...{ _p_user: `_User$${READER}`, _session_token: TOKEN, restricted: false, expiresAt: new Date('2099-01-01T00:00:00.000Z') },
      ...times,
    });
  }

  const askBoth = (form: FormName, path: string, parameters: Readonly<Record<string, unknown>>, caller: RestOptions) =>
    Promise.all(
      SIDES.map((side): Promise<RestAnswer> => {
        const [method, url, body] = FORMS[form](path, parameters);
        return parlance.rest(method, url, body, { ...caller, app: parlance.app(side) });
      }),
    ) as Promise<[RestAnswer, RestAnswer]>;

  it.each(Object.keys(FORMS) as FormName[])('tells clients nothing of the protected one on any route that is read, %s', async (form) => {
    for (const { what, path } of READINGS) {
      for (const [search, parameters] of Object.entries(SEARCHES)) {
        for (const [who, caller] of [
          ['no session', {}],
          ['a user', as(TOKEN)],
        ] as const) {
          const asked = `${who}: ${what}, ${search}`;
          const [told, untold] = await askBoth(form, path, parameters, caller);
          expect([asked, comparable(told)]).toEqual([asked, comparable(untold)]);
          expect([asked, told.status < 500, told.text.includes(WORD)]).toEqual([asked, true, false]);
        }
      }
    }
  });

  it('would tell: the master key sees the difference', async () => {
    const telling = new Set<string>();
    // The list of schemas has no order of its own, so that it may differ by itself.
    for (const { path } of READINGS.filter((reading) => reading.path !== '/schemas' && !LASTING.has(reading.path))) {
      for (const [search, parameters] of Object.entries(SEARCHES)) {
        const [told, untold] = await askBoth('in the query', path, { ...parameters, keys: 'objectId' }, { key: 'master' });
        if (comparable(told) !== comparable(untold)) telling.add(search);
      }
    }
    expect(Object.keys(SEARCHES).filter((search) => !telling.has(search) && !SAME.test(search))).toEqual([]);
  });
});
