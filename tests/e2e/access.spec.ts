import { MODES, startParlance, type Parlance, type RestAnswer, type TestKey } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** ACLs by the rights they leave to everybody: read, write, both or none. Sessions come later, so these tests ask as everybody. */
const ACLS = {
  none: undefined,
  open: { '*': { read: true, write: true } },
  readable: { '*': { read: true }, ownerUser1: { read: true, write: true } },
  writable: { '*': { write: true } },
  owned: { ownerUser1: { read: true, write: true } },
  ofRole: { 'role:Editors': { read: true, write: true } },
  locked: {},
} as const;
type AclName = keyof typeof ACLS;
const NAMES = Object.keys(ACLS) as AclName[];
const READABLE: readonly AclName[] = ['none', 'open', 'readable'];
const WRITABLE: readonly AclName[] = ['none', 'open', 'writable'];
const MISSING = 'missing123';

describe.each(MODES)('the rights that an ACL leaves to a caller, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
  });
  afterAll(() => parlance.close());

  /** One object of each ACL in a class of its own. @returns their ids by the name of the ACL */
  async function objectsOf(className: string): Promise<Record<AclName, string>> {
    const ids: Partial<Record<AclName, string>> = {};
    for (const name of NAMES) {
      const { body } = await parlance.masterRest('POST', `/classes/${className}`, {
        name,
        secret: `secret of ${name}`,
        n: 1,
        ACL: ACLS[name],
      });
      ids[name] = body.objectId;
    }
    return ids as Record<AclName, string>;
  }
  const namesIn = (answer: RestAnswer) => answer.body.results.map(({ name }: { name: string }) => name).toSorted();
  /** Everything of an answer but the parts that belong to one request and its time. */
  const comparable = ({ status, text, headers }: RestAnswer) => [
    status,
    text,
    [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
  ];

  it('ACL-01 ACL-03 ACL-06 ACL-14 get and find show the objects that the ACL lets the caller read, and everything to the master keys', async () => {
    const ids = await objectsOf('Reading');
    for (const name of NAMES) {
      const { status } = await parlance.rest('GET', `/classes/Reading/${ids[name]}`);
      expect([name, status]).toEqual([name, READABLE.includes(name) ? 200 : 404]);
    }
    for (const [key, seen] of [
      ['rest', READABLE],
      ['javascript', READABLE],
      ['maintenance', READABLE],
      ['master', NAMES],
      ['readOnlyMaster', NAMES],
    ] as [TestKey, readonly AclName[]][])
      // prettier-ignore
      expect([key, namesIn(await parlance.rest('GET', '/classes/Reading', undefined, { key }))]).toEqual([key, seen.toSorted()]);
  });

  it('ACL-04 ACL-05 ACL-14 update and delete reach the objects that the ACL lets the caller write; others answer 101 and stay as they are', async () => {
    const ids = await objectsOf('Writing');
    const collection = (await parlance.database()).collection<{ _id: string }>('Writing');
    for (const name of NAMES) {
      const path = `/classes/Writing/${ids[name]}`;
      const before = await collection.findOne({ _id: ids[name] });
      const may = WRITABLE.includes(name);
      const updated = await parlance.rest('PUT', path, { n: { __op: 'Increment', amount: 1 } });
      expect([name, updated.status, updated.body.code]).toEqual([name, may ? 200 : 404, may ? undefined : 101]);
      if (!may) expect(await collection.findOne({ _id: ids[name] })).toEqual(before);
      expect([name, (await parlance.rest('DELETE', path)).status]).toEqual([name, may ? 200 : 404]);
      expect(await collection.countDocuments({ _id: ids[name] })).toBe(may ? 0 : 1);
      if (may) continue;
      expect((await parlance.masterRest('PUT', path, { n: 5 })).status).toBe(200);
      expect((await parlance.masterRest('DELETE', path)).status).toBe(200);
    }
  });

  it('OBJ-31 ACL-09 hidden and missing objects are answered alike to the byte', async () => {
    const ids = await objectsOf('Alike');
    const ask = async (objectId: string) => {
      const path = `/classes/Alike/${objectId}`;
      const where = new URLSearchParams({ where: JSON.stringify({ objectId }), count: '1' }).toString();
      const part = { path: `/parse${path}` };
      const answers = [
        await parlance.rest('GET', path),
        await parlance.rest('GET', `${path}?include=secret&keys=secret`),
        await parlance.rest('GET', `/classes/Alike?${where}`),
        await parlance.rest('POST', '/batch', { requests: [{ ...part, method: 'GET' }, { ...part, method: 'PUT', body: { n: 2 } }, { ...part, method: 'DELETE' }] }), // prettier-ignore
        await parlance.rest('PUT', path, { n: 2 }),
        await parlance.rest('PUT', path, { n: { __op: 'Increment', amount: 1 } }),
        await parlance.rest('PUT', path, { ACL: { '*': { read: true } } }),
        await parlance.rest('DELETE', path),
      ];
      return answers.map(comparable);
    };
    const missing = await ask(MISSING);
    for (const name of ['owned', 'ofRole', 'locked'] as const) expect([name, await ask(ids[name])]).toEqual([name, missing]);
  });

  it('ACL-12 SEC-09 count, conditions, orders and groups never tell of an unreadable object', async () => {
    await objectsOf('Oracle');
    const count = READABLE.length;
    const find = async (parameters: Record<string, unknown>) => {
      const texts = Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
      return parlance.rest('GET', `/classes/Oracle?${new URLSearchParams(texts as [string, string][]).toString()}`);
    };
    expect((await find({ count: '1', limit: '0' })).body).toEqual({ results: [], count });
    for (const hidden of ['writable', 'owned', 'ofRole', 'locked']) {
      for (const where of [
        { name: hidden },
        { secret: { $regex: hidden } },
        { $or: [{ name: hidden }, { secret: `secret of ${hidden}` }] },
        { name: { $in: [hidden] } },
        { name: { $gte: hidden, $lte: hidden } },
      ])
        // prettier-ignore
        expect([where, (await find({ where, count: '1' })).body]).toEqual([where, { results: [], count: 0 }]);
    }
    for (const order of ['name', '-name', 'secret', '-createdAt', 'objectId'])
      expect(namesIn(await find({ order }))).toEqual(READABLE.toSorted());
    expect((await find({ where: { $nor: [{ name: 'open' }] }, count: '1' })).body.count).toBe(count - 1);
    expect((await find({ skip: String(count) })).body.results).toEqual([]);
  });

  it('ACL-12 QRY-33 include leaves out objects that the caller may not read, in fields, lists and below', async () => {
    const ids = await objectsOf('Included');
    const pointer = (name: AclName) => ({ __type: 'Pointer', className: 'Included', objectId: ids[name] });
    const { body: holder } = await parlance.rest('POST', '/classes/Holder', {
      ...Object.fromEntries(NAMES.map((name) => [`to_${name}`, pointer(name)])),
      list: NAMES.map(pointer),
      below: { inner: pointer('locked'), shown: pointer('open') },
    });
    const include = [...NAMES.map((name) => `to_${name}`), 'list', 'below.inner', 'below.shown'].join();
    for (const path of [`/classes/Holder/${holder.objectId}?include=${include}`, `/classes/Holder?include=${include}`]) {
      const { body, text } = await parlance.rest('GET', path);
      const object = body.results?.[0] ?? body;
      const shown = NAMES.filter((name) => object[`to_${name}`] !== undefined);
      expect(shown).toEqual(READABLE);
      expect(object.list.map(({ name }: { name: string }) => name)).toEqual(READABLE);
      expect(object.below).toEqual({ shown: expect.objectContaining({ name: 'open' }) });
      for (const hidden of NAMES.filter((name) => !READABLE.includes(name))) expect(text).not.toContain(`secret of ${hidden}`);
    }
    const { body } = await parlance.masterRest('GET', `/classes/Holder/${holder.objectId}?include=${include}`);
    expect(body.list.map(({ name }: { name: string }) => name)).toEqual(NAMES);
  });

  it('ACL-11 a changed ACL applies at once, and users who give up their own right have lost it', async () => {
    const { body } = await parlance.rest('POST', '/classes/Changing', { n: 1, ACL: ACLS.open });
    const path = `/classes/Changing/${body.objectId}`;
    expect((await parlance.rest('PUT', path, { ACL: { '*': { read: true } } })).status).toBe(200);
    expect((await parlance.rest('PUT', path, { n: 2 })).body.code).toBe(101);
    expect((await parlance.rest('GET', path)).body).toMatchObject({ n: 1, ACL: { '*': { read: true } } });
    await parlance.masterRest('PUT', path, { ACL: { __op: 'Delete' } });
    expect((await parlance.rest('GET', path)).status).toBe(404);
    expect((await parlance.masterRest('GET', path)).body.ACL).toEqual({});
  });

  it('ACL-13 no update is let through once the revocation is acknowledged', async () => {
    const { body } = await parlance.rest('POST', '/classes/Racing', { n: 0, ACL: ACLS.open });
    const path = `/classes/Racing/${body.objectId}`;
    const increment = () => parlance.rest('PUT', path, { n: { __op: 'Increment', amount: 1 } });
    const before = Array.from({ length: 20 }, increment);
    await parlance.masterRest('PUT', path, { ACL: { '*': { read: true } } });
    const after = await Promise.all(Array.from({ length: 20 }, increment));
    expect(after.map(({ status }) => status)).toEqual(Array(20).fill(404));
    const applied = (await Promise.all(before)).filter(({ status }) => status === 200).length;
    expect((await parlance.rest('GET', path)).body.n).toBe(applied);
  });

  it('ACL-15 entries for roles and users that do not exist are stored, read back, and grant nobody else anything', async () => {
    const acl = { 'role:Nobody': { read: true, write: true }, 'role:ownerUser1': { read: true }, ownerUser1: { write: true } };
    const { body } = await parlance.rest('POST', '/classes/Entries', { ACL: acl });
    expect((await parlance.rest('GET', `/classes/Entries/${body.objectId}`)).status).toBe(404);
    expect((await parlance.masterRest('GET', `/classes/Entries/${body.objectId}`)).body.ACL).toEqual(acl);
    const stored = await (await parlance.database()).collection<{ _id: string }>('Entries').findOne({ _id: body.objectId });
    expect(stored).toMatchObject({ _rperm: ['role:Nobody', 'role:ownerUser1'], _wperm: ['role:Nobody', 'ownerUser1'] });
  });
});

describe('the filters sent to the database', () => {
  it('ACL-12 carry the objects that the caller may read and write', async () => {
    const parlance = await startParlance({ mode: 'fused' });
    try {
      const { body } = await parlance.rest('POST', '/classes/Filtered', { n: 1 });
      const path = `/classes/Filtered/${body.objectId}`;
      const database = await parlance.database();
      await database.command({ profile: 2 });
      for (const key of ['rest', 'master'] as const) {
        const where = encodeURIComponent(JSON.stringify({ n: 1 }));
        await parlance.rest('GET', path, undefined, { key });
        await parlance.rest('GET', `/classes/Filtered?where=${where}&count=1`, undefined, { key });
        await parlance.rest('PUT', path, { n: 1 }, { key });
        await parlance.rest('PUT', path, { n: { __op: 'Increment', amount: 0 } }, { key });
      }
      await parlance.rest('DELETE', path);
      await database.command({ profile: 0 });
      const entries = await database.collection('system.profile').find({ ns: `${database.databaseName}.Filtered` }).sort({ ts: 1 }).toArray(); // prettier-ignore
      const member = ({ op, command }: (typeof entries)[number]) => {
        const asked = JSON.stringify(command);
        if (!/"_[rw]perm":\{"\$in":\[null,"\*"\]\}/.test(asked)) return `${op} unrestricted`;
        return `${op} ${asked.includes('"_wperm"') ? '_wperm' : '_rperm'}`;
      };
      // Beside requests a class gets its indexes.
      const seen = entries.filter(({ op, command }) => op !== 'insert' && command.createIndexes === undefined).map(member);
      const [forEverybody, forMaster] = [
        seen.filter((text) => !text.endsWith('unrestricted')),
        seen.filter((text) => text.endsWith('unrestricted')),
      ];
      expect(forEverybody.toSorted()).toEqual([
        'command _rperm',
        'command _wperm',
        'query _rperm',
        'query _rperm',
        'remove _wperm',
        'update _wperm',
      ]);
      expect(forMaster.map((text) => text.split(' ')[0]).toSorted()).toEqual(['command', 'command', 'query', 'query', 'update']);
    } finally {
      await parlance.close();
    }
  });
});
