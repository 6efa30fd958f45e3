import fc from 'fast-check';
import { startParlance, testSeed, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT } from '../accounts.ts';
import { comparable } from './answers.ts';
import { HIDDEN, PERSONS, POSITIONS } from './hidden-questions.ts';
import type { Question } from './question.ts';

const QUESTIONS = 200;
const AT_A_TIME = 8;
const MASTER_QUESTIONS_MAX = 2_000;
/** Two apps that differ in the values of hidden fields alone. */
const APPS = ['amber', 'birch'] as const;
type AppName = (typeof APPS)[number];

const OPEN = { '*': true };
const SEEDED = new Date('2020-01-02T03:04:05.006Z');
const READER = 'reader0001';
const TOKEN = `r:${'ab'.repeat(16)}`;

describe('a hidden field', () => {
  let parlance: Parlance;
  const seed = testSeed();
  beforeAll(async () => {
    const settings = { ...PATIENT, allowPublicExplain: true };
    parlance = await startParlance({ mode: 'fused', apps: APPS.map((id) => ({ id, settings })) });
    for (const app of APPS) await build(app);
  }, 120_000);
  afterAll(() => parlance?.close());

  async function build(name: AppName): Promise<void> {
    const person = { type: 'Pointer', targetClass: 'Person' };
    const fields = {
      name: { type: 'String' },
      rank: { type: 'Number' },
      friend: person,
      openRelation: { type: 'Relation', targetClass: 'Person' },
      [HIDDEN.text]: { type: 'String' },
      [HIDDEN.number]: { type: 'Number' },
      [HIDDEN.list]: { type: 'Array' },
      [HIDDEN.dictionary]: { type: 'Object' },
      [HIDDEN.date]: { type: 'Date' },
      [HIDDEN.pointer]: person,
      [HIDDEN.point]: { type: 'GeoPoint' },
      [HIDDEN.relation]: { type: 'Relation', targetClass: 'Person' },
    };
    const open = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
    const classLevelPermissions = { ...open, protectedFields: { '*': Object.values(HIDDEN) } };
    for (const [className, members] of [
      ['Person', { fields, classLevelPermissions }],
      ['Note', { fields: { about: person, guess: { type: 'String' } }, classLevelPermissions: open }],
    ] as const) {
      const { status, text } = await parlance.masterRest('POST', `/schemas/${className}`, members, { app: parlance.app(name) });
      expect([status, text]).toEqual([200, expect.any(String)]);
    }
    const database = await parlance.database(name);
    for (const [collection, documents] of Object.entries(documentsOf(name)))
      await database.collection<{ _id: string }>(collection).insertMany(documents);
  }

  const ask = ({ method, path, body }: Question, app: AppName, options: RestOptions): Promise<RestAnswer> =>
    parlance.rest(method, path, body, { ...options, app: parlance.app(app) });
  async function askBoth(question: Question, options: RestOptions): Promise<readonly [string, string]> {
    const [amber, birch] = await Promise.all(APPS.map((app) => ask(question, app, options)));
    const next = nextPage(question, amber as RestAnswer);
    const ahead = next === undefined ? ['', ''] : await askBoth(next, options);
    return [comparable(amber as RestAnswer) + ahead[0], comparable(birch as RestAnswer) + ahead[1]];
  }
  /** Asks them of both apps, a few at a time; saves one by one, since each changes the objects that the next one meets. */
  async function askAll(questions: readonly Question[], options: RestOptions): Promise<readonly (readonly [string, string])[]> {
    const answers: (readonly [string, string])[] = [];
    const step = questions.some(({ method }) => method !== 'GET') ? 1 : AT_A_TIME;
    for (let at = 0; at < questions.length; at += step)
      answers.push(...(await Promise.all(questions.slice(at, at + step).map((question) => askBoth(question, options)))));
    return answers;
  }

  it.each(Object.entries(POSITIONS))(
    `SEC-09 has no influence on what a client is told: ${QUESTIONS} random questions with it in %s (seed ${seed})`,
    { timeout: 240_000 },
    async (_position, questions) => {
      const asked = fc.sample(questions, { seed, numRuns: QUESTIONS });
      const half = QUESTIONS / 2;
      const withoutSession = await askAll(asked.slice(0, half), {});
      const withSession = await askAll(asked.slice(half), as(TOKEN));
      for (const [at, [amber, birch]] of [...withoutSession, ...withSession].entries())
        expect([asked[at], amber]).toEqual([asked[at], birch]);
    },
  );

  /** Asks until an answer depends on something hidden from others: of some positions one question in fifty does. */
  async function isTelling(questions: readonly Question[]): Promise<boolean> {
    for (let at = 0; at < questions.length; at += AT_A_TIME) {
      const answers = await askAll(questions.slice(at, at + AT_A_TIME), { key: 'master' });
      if (answers.some(([amber, birch]) => amber !== birch)) return true;
    }
    return false;
  }

  it('SEC-09 would have: the master key is told other things by the same questions', { timeout: 240_000 }, async () => {
    for (const [position, questions] of Object.entries(POSITIONS)) {
      if (!SILENT.has(position))
        expect([position, await isTelling(fc.sample(questions, { seed, numRuns: MASTER_QUESTIONS_MAX }))]).toEqual([position, true]);
    }
  });
});

/** Nobody is told which class a field leads to by its values. */
const SILENT: ReadonlySet<string> = new Set(['redirect']);

function nextPage({ path, ...question }: Question, { body }: RestAnswer): Question | undefined {
  const after: unknown = body?.after;
  if (typeof after !== 'string') return undefined;
  const url = new URL(path, 'http://parlance');
  if (url.searchParams.get('after') !== '') return undefined; // two pages tell as much as all
  url.searchParams.set('after', after);
  return { ...question, path: url.pathname + url.search };
}

type Documents = Readonly<Record<string, readonly (Record<string, unknown> & { readonly _id: string })[]>>;

/** The app's stored documents; its name is in all that is hidden. */
function documentsOf(name: AppName): Documents {
  const shift = name === 'amber' ? 1 : 5;
  const at = (n: number) => PERSONS[n % PERSONS.length] as string;
  const times = { _created_at: SEEDED, _updated_at: SEEDED };
  const relation = (owningId: string, relatedId: string, n: number) => ({ _id: `join0000${n}`, owningId, relatedId });
  return {
    Person: PERSONS.map((_id, n) => ({
      _id,
      name: `name${n % 4}`,
      rank: n % 3,
      _p_friend: `Person$${at(n + 1)}`,
      [HIDDEN.text]: `${name}${(n * shift) % 12}`,
      [HIDDEN.number]: (n * shift * 7) % 100,
      [HIDDEN.list]: [name, `${name}${n % 2}`],
      [HIDDEN.dictionary]: { a: `${name}${n % 3}`, n: n * shift },
      [HIDDEN.date]: new Date(Date.UTC(2000 + ((n * shift) % 30), 0, 1)),
      [`_p_${HIDDEN.pointer}`]: `Person$${at(n + shift)}`,
      [HIDDEN.point]: [((n * shift * 29) % 340) - 170, ((n * shift * 13) % 160) - 80],
      ...times,
    })),
    Note: PERSONS.map((id, n) => ({ _id: `note000${n}a`, _p_about: `Person$${id}`, guess: `amber${n}`, ...times })),
    [`_Join:${HIDDEN.relation}:Person`]: PERSONS.map((id, n) => relation(id, at(n * shift), n)),
    '_Join:openRelation:Person': PERSONS.map((id, n) => relation(id, at(n + 2), n)),
    _User: [{ _id: READER, username: READER, ...times }],
    _Session: [
      {
        _id: 'session001',
        _p_user: `_User$${READER}`,
        _session_token: TOKEN,
        restricted: false,
        createdWith: { action: 'login' },
        expiresAt: new Date('2099-01-01T00:00:00.000Z'),
        ...times,
      },
    ],
  };
}
