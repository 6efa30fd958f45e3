import { startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT } from '../accounts.ts';
import { LASTING, servedRoutes } from '../served-routes.ts';
import { addPlatformClasses, FORMS, readingsOf, type FormName } from './forms.ts';

const LEVELS = 10;
const WIDTH = 8;
const OBJECTS_MAX = 2_000;
/** The most that one of these requests may take: the refusal comes before the answer is made. */
const TIME_MS_MAX = 4_000;
const BYTES_MAX = 1 << 20;
const TOKEN = `r:${'cd'.repeat(16)}`;
const READER = 'reader0001';
const DEVICE = 'a-device';
/** Each names a chain that begins at the answered object itself, or at the user that it leads to. */
const includes = (levels: number): string => {
  const chain = Array.from({ length: levels }, () => 'kids').join('.');
  return `${chain},user.${chain}`;
};

/** Objects that the parameters of paths lead to, by the class that a path is about. */
const CLASSES = { Node: 'node000000', _User: READER, _Role: 'role000001', _Session: 'session001', _Installation: 'install001' } as const;
const READINGS = readingsOf(await servedRoutes(), CLASSES).filter(({ path }) => !LASTING.has(path));

/**
 * Every route that is read is asked to expand a chain of ten objects that each hold a list of eight pointers to the next. One that expands
 * the first level refuses all ten, at once, whoever asks; one that does not is no larger for it.
 */
describe('A1 an include that multiplies', { timeout: 240_000 }, () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'app', settings: { ...PATIENT, includedObjectsMax: OBJECTS_MAX } }] });
    await build();
  }, 120_000);
  afterAll(() => parlance?.close());

  const CALLERS: Readonly<Record<string, RestOptions>> = { 'no session': {}, 'a user': as(TOKEN), 'the master key': { key: 'master' } };

  async function build(): Promise<void> {
    const database = await parlance.database('app');
    await addPlatformClasses(database);
    const fields = { kids: { type: 'Array' } };
    for (const className of Object.keys(CLASSES)) {
      const method = className.startsWith('_') ? 'PUT' : 'POST';
      const { status, text } = await parlance.masterRest(method, `/schemas/${className}`, { fields });
      expect([className, status, text]).toEqual([className, 200, text]);
    }
    const seeded = new Date('2020-01-02T03:04:05.006Z');
    const insert = async (className: string, _id: string, members: object) => {
      const document = { _id, _rperm: ['*', READER], _wperm: [], _created_at: seeded, _updated_at: seeded, ...members };
      await database.collection<{ _id: string }>(className).insertOne(document);
    };
    const idOf = (n: number): string => `node00000${n}`;
    const kidsOf = (n: number) => Array.from({ length: WIDTH }, () => ({ __type: 'Pointer', className: 'Node', objectId: idOf(n) }));
    for (let n = 0; n <= LEVELS - 1; n++) await insert('Node', idOf(n), { kids: n === LEVELS - 1 ? kidsOf(1) : kidsOf(n + 1) });
    const kids = kidsOf(1);
    await insert('_User', READER, { username: 'reader', kids });
    await insert('_Role', CLASSES._Role, { name: 'Readers', kids });
    await insert('_Installation', CLASSES._Installation, { installationId: DEVICE, deviceType: 'ios', kids });
    await insert('_Session', CLASSES._Session, {
      _p_user: `_User$${READER}`,
      _session_token: TOKEN,
      restricted: false,
      expiresAt: new Date('2099-01-01T00:00:00.000Z'),
      kids,
    });
  }

  const countOf = (text: string): number => text.match(/"__type":"Object"/g)?.length ?? 0;
  const codeIn = (text: string): number => Number(/"code":(\d+)/.exec(text)?.[1] ?? 0);

  async function ask(form: FormName, path: string, levels: number, caller: RestOptions): Promise<RestAnswer & { readonly ms: number }> {
    const [method, url, body] = FORMS[form](path, { include: includes(levels) });
    const begin = performance.now();
    const answer = await parlance.rest(method, url, body, caller);
    return { ...answer, ms: performance.now() - begin };
  }

  it.each(Object.keys(FORMS) as FormName[])('is refused on every route that expands, %s', async (form) => {
    const expanding = new Set<string>();
    for (const { what, path } of READINGS) {
      for (const [who, caller] of Object.entries(CALLERS)) {
        const asked = `${who}: ${what}`;
        const one = await ask(form, path, 1, caller);
        const all = await ask(form, path, LEVELS, caller);
        expect([asked, all.status < 500, all.ms < TIME_MS_MAX, all.text.length < BYTES_MAX]).toEqual([asked, true, true, true]);
        if (countOf(one.text) < WIDTH) {
          expect([asked, countOf(all.text)]).toEqual([asked, countOf(one.text)]);
          continue;
        }
        expanding.add(what);
        expect([asked, codeIn(all.text), countOf(all.text)]).toEqual([asked, 102, 0]);
      }
    }
    expect([...expanding]).toEqual(
      expect.arrayContaining([
        ...Object.keys(CLASSES).flatMap((name) => [`GET /classes/:className of ${name}`, `GET /classes/:className/:objectId of ${name}`]),
        ...['users', 'roles', 'sessions', 'installations'].flatMap((name) =>
          [`GET /${name} of`, `GET /${name}/:objectId of`].map((start) => expect.stringContaining(start)),
        ),
      ]),
    );
  });

  it.each(['/users/me', '/sessions/me'])('is no larger where a caller reads %s: no include is expanded there', async (path) => {
    const { status, text } = await ask('in the query', path, LEVELS, as(TOKEN));
    expect([status, countOf(text) < WIDTH, text.length < BYTES_MAX]).toEqual([200, true, true]);
  });
});
