import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, userPointer, verdict, type SignedUp } from './accounts.ts';

const OPEN = { '*': true } as const;
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
const RW = { read: true, write: true };

describe.each(['fused', 'split'] as const)('pointer permissions and protected fields, %s', (mode) => {
  let parlance: Parlance;
  let ada: SignedUp;
  let eve: SignedUp;
  let stranger: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    ada = await signUp(parlance);
    eve = await signUp(parlance);
    stranger = await signUp(parlance);
  });
  afterAll(() => parlance?.close());

  let count = 0;
  const fields = {
    owner: { type: 'Pointer', targetClass: '_User' },
    sender: { type: 'Pointer', targetClass: '_User' },
    receiver: { type: 'Pointer', targetClass: '_User' },
    readers: { type: 'Array' },
    text: { type: 'String' },
    secret: { type: 'String' },
  };
  const newClass = async (classLevelPermissions: object) => {
    const className = `Guarded${(count += 1)}`;
    const { status, text } = await parlance.masterRest('POST', `/schemas/${className}`, { fields, classLevelPermissions });
    expect([status, text]).toEqual([200, expect.any(String)]);
    return className;
  };
  const made = async (className: string, members: object) =>
    (await parlance.masterRest('POST', `/classes/${className}`, members)).body.objectId as string;
  const options = (who: SignedUp | undefined) => (who === undefined ? {} : as(who.token));
  const get = async (who: SignedUp | undefined, className: string, id: string) =>
    verdict(await parlance.rest('GET', `/classes/${className}/${id}`, undefined, options(who)))[1];
  const put = async (who: SignedUp | undefined, className: string, id: string, body: object = { text: 'changed' }) =>
    verdict(await parlance.rest('PUT', `/classes/${className}/${id}`, body, options(who)))[1];
  const remove = async (who: SignedUp | undefined, className: string, id: string) =>
    verdict(await parlance.rest('DELETE', `/classes/${className}/${id}`, undefined, options(who)))[1];
  const found = async (who: SignedUp | undefined, className: string) =>
    (await parlance.rest('GET', `/classes/${className}`, undefined, options(who))).body.results?.length as number | undefined;

  it('PTR-01 PTR-05 PTR-08 only the user the field points to reads, and at once another when it points to them', async () => {
    const name = await newClass({ readUserFields: ['owner'] });
    const id = await made(name, { owner: userPointer(ada.id) });
    const readers = async () => Promise.all([ada, eve, undefined].map((who) => get(who, name, id)));
    expect(await readers()).toEqual([0, 101, 101]);
    expect([await found(ada, name), await found(eve, name), await found(undefined, name)]).toEqual([1, 0, 0]);
    expect([await put(ada, name, id), await remove(ada, name, id)]).toEqual([119, 119]);
    expect(verdict(await parlance.rest('POST', `/classes/${name}`, { owner: userPointer(ada.id) }, as(ada.token)))).toEqual([400, 119]);
    await parlance.masterRest('PUT', `/classes/${name}/${id}`, { owner: userPointer(eve.id) });
    expect(await readers()).toEqual([101, 0, 101]);
  });

  it('PTR-02 sender and receiver read, the sender alone writes; lists of users work as well', async () => {
    const name = await newClass({ readUserFields: ['sender', 'receiver', 'readers'], writeUserFields: ['sender'] });
    const id = await made(name, { sender: userPointer(ada.id), receiver: userPointer(eve.id) });
    const all = [ada, eve, stranger, undefined];
    expect(await Promise.all(all.map((who) => get(who, name, id)))).toEqual([0, 0, 101, 101]);
    expect(await Promise.all(all.map((who) => put(who, name, id)))).toEqual([0, 101, 101, 101]);
    await parlance.masterRest('PUT', `/classes/${name}/${id}`, { readers: [userPointer(stranger.id)] });
    expect([await get(stranger, name, id), await put(stranger, name, id)]).toEqual([0, 101]);
    expect([await remove(eve, name, id), await remove(ada, name, id), await get(ada, name, id)]).toEqual([101, 0, 101]);
  });

  it('PTR-03 nothing of it is written into objects', async () => {
    const name = await newClass(ALL_OPEN);
    const id = await made(name, { owner: userPointer(ada.id), ACL: { '*': RW } });
    const objects = (await parlance.database()).collection<{ _id: string }>(name);
    const before = await objects.findOne({ _id: id });
    for (const classLevelPermissions of [{ readUserFields: ['owner'], writeUserFields: ['owner'] }, ALL_OPEN]) {
      expect((await parlance.masterRest('PUT', `/schemas/${name}`, { classLevelPermissions })).status).toBe(200);
      expect(await objects.findOne({ _id: id })).toEqual(before);
    }
    await expect.poll(() => get(undefined, name, id)).toBe(0);
  });

  it('PTR-04 class and object have both to allow', async () => {
    const photo = await newClass({ ...ALL_OPEN, get: { [ada.id]: true } });
    const ofEve = await made(photo, { ACL: { [eve.id]: { read: true } } });
    expect([await get(ada, photo, ofEve), await get(eve, photo, ofEve)]).toEqual([101, 119]);
    const post = await newClass({ readUserFields: ['owner'], writeUserFields: ['owner'] });
    const posted = await made(post, { owner: userPointer(ada.id), ACL: { [eve.id]: RW } });
    for (const who of [ada, eve]) expect([await get(who, post, posted), await put(who, post, posted)]).toEqual([101, 101]);
  });

  it('PTR-06 a column that points to no users, or that is not there, is refused, and the permissions stay', async () => {
    const name = await newClass({ readUserFields: ['owner'] });
    const refused = [
      { readUserFields: ['text'] },
      { writeUserFields: ['nowhere'] },
      { get: { pointerFields: ['text'] } },
      { get: { pointerFields: 'owner' } },
    ];
    for (const classLevelPermissions of refused) {
      const answer = await parlance.masterRest('PUT', `/schemas/${name}`, { classLevelPermissions });
      expect([classLevelPermissions, ...verdict(answer)]).toEqual([classLevelPermissions, 400, 107]);
    }
    expect((await parlance.masterRest('GET', `/schemas/${name}`)).body.classLevelPermissions.readUserFields).toEqual(['owner']);
  });

  it('PTR-07 a user whom a field lets update may not delete for that', async () => {
    const name = await newClass({ get: OPEN, find: OPEN, update: { pointerFields: ['owner'] }, delete: {} });
    const id = await made(name, { owner: userPointer(ada.id) });
    expect([await put(ada, name, id), await put(eve, name, id), await put(undefined, name, id)]).toEqual([0, 101, 101]);
    expect([await remove(ada, name, id), await remove(eve, name, id)]).toEqual([119, 119]);
    expect((await parlance.masterRest('DELETE', `/classes/${name}/${id}`)).status).toBe(200);
  });

  it('hides fields from all but the groups that may see them, also from users that an object does not point to', async () => {
    const protectedFields = {
      '*': ['secret', 'text'],
      authenticated: ['secret', 'text'],
      'userField:owner': ['text'],
      [eve.id]: ['secret'],
    };
    const name = await newClass({ ...ALL_OPEN, protectedFields });
    await made(name, { owner: userPointer(ada.id), secret: 's1', text: 't1' });
    await made(name, { owner: userPointer(stranger.id), secret: 's2', text: 't2' });
    const seen = async (who: SignedUp | undefined) => {
      const { body } = await parlance.rest('GET', `/classes/${name}?order=createdAt`, undefined, options(who));
      return (body.results as { secret?: string; text?: string }[]).map(({ secret, text }) => [secret, text]);
    };
    const none = undefined;
    expect(await seen(none)).toEqual([
      [none, none],
      [none, none],
    ]);
    expect(await seen(ada)).toEqual([
      ['s1', none],
      [none, none],
    ]);
    expect(await seen(stranger)).toEqual([
      [none, none],
      ['s2', none],
    ]);
    expect(await seen(eve)).toEqual([
      [none, 't1'],
      [none, 't2'],
    ]);
    const where = encodeURIComponent(JSON.stringify({ secret: 's2' }));
    for (const who of [none, ada]) {
      expect(verdict(await parlance.rest('GET', `/classes/${name}?where=${where}`, undefined, options(who)))).toEqual([400, 119]);
    }
    const { body } = await parlance.masterRest('GET', `/classes/${name}?order=createdAt`);
    expect(body.results).toMatchObject([
      { secret: 's1', text: 't1' },
      { secret: 's2', text: 't2' },
    ]);
  });
});
