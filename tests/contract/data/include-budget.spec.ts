import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const ACL = { '*': { read: true } };
const PLACES_MAX = 2_000;
const BYTES_MAX = 16 << 20;
const levels = (count: number): string => Array.from({ length: count }, () => 'kids').join('.');

describe.each(MODES)('the most that an answer may expand to, %s', (mode) => {
  let deployment: DataDeployment;
  let first = '';
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, { includedObjectsMax: PLACES_MAX, answerBytesMax: BYTES_MAX });
    const { anyone, master } = deployment;
    let kids: Json[] = [];
    for (let n = 0; n < 11; n++) {
      const { objectId } = await anyone.create('Node', { n, kids, ACL });
      first = objectId as string;
      kids = Array.from({ length: 8 }, () => pointer('Node', first));
    }
    for (const className of ['_Role', 'Holder']) await master.create(className, { name: 'top', kids, ACL });
    const schemas = (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA');
    for (const className of ['_User', '_Session', '_Installation']) {
      await schemas.insertOne({ _id: className, kids: 'array' });
      await (await deployment.collection(className)).insertOne({ _id: 'holderhold', kids, _rperm: ['*'] });
    }
    const page = await anyone.create('Page', { text: 'x'.repeat(1 << 20), ACL });
    await anyone.create('Book', { pages: Array.from({ length: 17 }, () => pointer('Page', page.objectId as string)), ACL });
    for (let n = 0; n < 20; n++) await anyone.create('Large', { n, text: 'x'.repeat(1 << 20), ACL });
  });
  afterAll(() => deployment.close());

  it.each([
    ['Node', 'anyone'],
    ['Holder', 'anyone'],
    ['_Role', 'anyone'],
    ['_User', 'anyone'],
    ['_Session', 'master'],
    ['_Installation', 'master'],
  ] as const)('refuses a find of %s whose lists of pointers multiply beyond it, at once (%s)', async (className, who) => {
    const begin = performance.now();
    expect(await codeOf(deployment[who].find(className, { include: levels(10), order: '-createdAt', limit: 1 }))).toBe(102);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('refuses a get, a find by id, and the master key alike', async () => {
    const { anyone, master } = deployment;
    for (const caller of [anyone, master]) {
      expect(await codeOf(caller.get('Node', first, { include: levels(10) }))).toBe(102);
      expect(await codeOf(caller.find('Node', { where: { objectId: first }, include: levels(10) }))).toBe(102);
    }
  });

  it('counts each place: three levels of eight fit, a fourth does not', async () => {
    const found = await deployment.anyone.get('Node', first, { include: levels(3) });
    const text = JSON.stringify(found);
    expect(text.match(/"__type":"Object"/g)).toHaveLength(8 + 64 + 512);
    expect(await codeOf(deployment.anyone.get('Node', first, { include: levels(4) }))).toBe(102);
  });

  it('refuses an answer that one large object makes too large by the places it is shown at', async () => {
    expect(await codeOf(deployment.anyone.find('Book', { include: 'pages' }))).toBe(102);
    expect((await deployment.anyone.find('Book', {})).results[0]?.['pages']).toHaveLength(17);
  });

  it('refuses a find of more bytes, and answers one of fewer', async () => {
    expect(await codeOf(deployment.anyone.find('Large', { limit: 1_000 }))).toBe(102);
    expect((await deployment.anyone.find('Large', { limit: 10 })).results).toHaveLength(10);
  });

  it('holds what $lookup multiplies to the size of a result', async () => {
    const lookup = { $lookup: { from: 'Page', pipeline: [], as: 'page' } };
    const multiplied = [{ $unwind: '$pages' }, { $unwind: '$pages' }, lookup];
    expect(await codeOf(deployment.master.aggregate('Book', { pipeline: multiplied }))).toBe(102);
  });
});
