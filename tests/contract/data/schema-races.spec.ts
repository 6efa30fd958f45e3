import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ParseError } from '@parlance/errors';
import { codeOf, DataDeployment, type Json } from './data-service.ts';

/** The outcome of each of several saves at the same time: 'ok', or the code of its error. */
async function outcomes(saves: Promise<unknown>[]): Promise<(number | 'ok')[]> {
  const settled = await Promise.allSettled(saves);
  return settled.map((save) => {
    if (save.status === 'fulfilled') return 'ok';
    if (save.reason instanceof ParseError) return save.reason.code;
    throw save.reason;
  });
}

describe('first saves at the same time, through three replicas', () => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start('split', {}, 3);
  });
  afterAll(() => deployment.close());

  const schemaOf = async (className: string): Promise<Json> =>
    (await (await deployment.collection('_SCHEMA')).findOne({ _id: className })) ?? {};

  it('OBJ-25 OBJ-22 lets one of two types win, whatever the moment', async () => {
    const { anyone } = deployment;
    for (let round = 0; round < 20; round++) {
      const className = `Race${round}`;
      const [number, text] = await outcomes([anyone.create(className, { value: 1 }), anyone.create(className, { value: 'one' })]);
      expect([number, text].sort()).toEqual([111, 'ok']);
      const { results } = await anyone.find(className);
      expect(results).toHaveLength(1);
      expect(typeof results[0]?.['value']).toBe((await schemaOf(className))['value']);
    }
  });

  it('OBJ-25 decides each new field of an existing class once, also by updates', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Grown', { a: 1 });
    for (let round = 0; round < 10; round++) {
      const field = `field${round}`;
      const values = [1, 'x', true, [1], { a: 1 }, { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }];
      const all = await outcomes(values.map((value) => anyone.update('Grown', objectId, { [field]: value })));
      expect(all.filter((one) => one === 'ok')).toHaveLength(1);
      expect(all.filter((one) => one === 111)).toHaveLength(values.length - 1);
    }
  });

  it('loses none of the fields that 60 saves bring into one new class', async () => {
    const { anyone } = deployment;
    const fields = Array.from({ length: 60 }, (_, n) => `field${n}`);
    expect(await outcomes(fields.map((field) => anyone.create('Wide', { [field]: field })))).toEqual(fields.map(() => 'ok'));
    const schema = await schemaOf('Wide');
    for (const field of fields) expect(schema[field]).toBe('string');
    const { results } = await anyone.find('Wide');
    expect(results).toHaveLength(60);
  });

  it('OBJ-41 gives a class one GeoPoint field, whichever save is first', async () => {
    const { anyone } = deployment;
    const here = { __type: 'GeoPoint', latitude: 1, longitude: 2 };
    await anyone.create('Place', { name: 'x' });
    const all = await outcomes(['a', 'b', 'c', 'd'].map((field) => anyone.create('Place', { [field]: here })));
    expect(all.sort()).toEqual([111, 111, 111, 'ok']);
    expect(Object.values(await schemaOf('Place')).filter((type) => type === 'geopoint')).toHaveLength(1);
    expect(await codeOf(anyone.create('Place', { e: here }))).toBe(111);
    expect(await codeOf(anyone.create('Elsewhere', { a: here, b: here }))).toBe(111);
    expect(await schemaOf('Elsewhere')).toEqual({});
  });

  it('OBJ-24 locks a pointer to the class of the first save', async () => {
    const { anyone } = deployment;
    const to = (className: string) => ({ owner: { __type: 'Pointer', className, objectId: 'abcdefghij' } });
    const all = await outcomes([anyone.create('Linked', to('A')), anyone.create('Linked', to('B'))]);
    expect([...all].sort()).toEqual([111, 'ok']);
    const winner = all[0] === 'ok' ? 'A' : 'B';
    expect((await schemaOf('Linked'))['owner']).toBe(`*${winner}`);
  });

  it('shows a point as a point on a replica that has not heard of the field', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Spot', { name: 'x' });
    // Each replica knows the class now. Fields that one process adds may be read by the others before they hear of them.
    await Promise.all(Array.from({ length: 12 }, () => anyone.get('Spot', objectId)));
    const here = { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 };
    const file = { __type: 'File', name: 'a.txt', url: 'http://parse.example/parse/files/test/a.txt' };
    await anyone.update('Spot', objectId, { here, file: { __type: 'File', name: 'a.txt' } });
    const reads = await Promise.all(Array.from({ length: 12 }, () => anyone.get('Spot', objectId)));
    for (const read of reads) expect(read).toMatchObject({ here, file });
  });
});
