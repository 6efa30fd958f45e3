import { data } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const fields = (count: number, from = 0): Json => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${from + n}`, n]));
const relations = (count: number, from = 0): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`r${from + n}`, { __type: 'Relation', className: 'Thing' }]));

describe.each(MODES)('the most that writes may ask for, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, { classFieldsMax: 120, writeFieldsMax: 110, writeRelationsMax: 3, collectionsMax: 12 });
  });
  afterAll(() => deployment.close());

  it('SEC-21 refuses 99,000 new fields in one create, and makes no class of them', async () => {
    expect(await codeOf(deployment.anyone.create('Flood', fields(99_000)))).toBe(107);
    expect(await codeOf(deployment.anyone.create('Flood', fields(111)))).toBe(107);
    expect(await (await deployment.database()).collection('_SCHEMA').countDocuments({ _id: 'Flood' as never })).toBe(0);
  });

  it('SEC-21 lets a class grow to its most fields, and no further, whoever asks', async () => {
    const { objectId } = await deployment.anyone.create('Full', fields(100));
    await deployment.anyone.create('Full', fields(16, 100)); // beside objectId, createdAt, updatedAt and ACL
    for (const caller of [deployment.anyone, deployment.master]) {
      expect(await codeOf(caller.create('Full', { further: 1 }))).toBe(140);
      expect(await codeOf(caller.update('Full', objectId as string, { further: 1 }))).toBe(140);
    }
    const outcomes = await deployment.anyone.createMany('Full', [{ f0: 1 }, { further: 1 }]);
    expect(outcomes).toMatchObject([{ success: {} }, { error: { code: 140 } }]);
    await deployment.anyone.update('Full', objectId as string, { f0: 5 });
    const change = { className: 'Full', body: { fields: { further: { type: 'Number' } } } };
    expect(await codeOf(deployment.call(data.changeClass, change, { identity: { kind: 'master' } }))).toBe(140);
    const made = Object.fromEntries(Object.keys(fields(117)).map((name) => [name, { type: 'Number' }]));
    const creation = { className: 'TooFull', body: { fields: made } };
    expect(await codeOf(deployment.call(data.createClass, creation, { identity: { kind: 'master' } }))).toBe(140);
  });

  it('SEC-21 refuses a save of more relations than a save may change', async () => {
    expect(await codeOf(deployment.anyone.create('Related', relations(4)))).toBe(107);
    await deployment.anyone.create('Related', relations(3));
  });

  it('SEC-21 lets clients make so many collections, and the master key more', async () => {
    await expect(
      (async () => {
        for (let n = 0; n < 12; n++) await deployment.anyone.create(`Many${n}`, { n });
      })(),
    ).rejects.toMatchObject({ code: 140 });
    expect(await codeOf(deployment.anyone.create('Related', relations(3, 10)))).toBe(140);
    await deployment.master.create('Further', relations(2));
  });

  it('SEC-21 refuses operations of more than 10,000 objects', async () => {
    const { objectId } = await deployment.master.create('Listed', { l: [1] });
    const objects = Array.from({ length: 10_001 }, (_, n) => n);
    for (const __op of ['Add', 'AddUnique', 'Remove']) {
      expect(await codeOf(deployment.anyone.update('Listed', objectId as string, { l: { __op, objects } }))).toBe(107);
    }
    const members = objects.map((n) => pointer('Listed', `other${n}`));
    expect(await codeOf(deployment.anyone.update('Listed', objectId as string, { r: { __op: 'AddRelation', objects: members } }))).toBe(
      107,
    );
  });

  it('OBJ-14 removes and adds 10,000 values of a list of 100,000 within seconds, without blocking others', async () => {
    const list = Array.from({ length: 100_000 }, (_, n) => `value ${n}`);
    const { objectId } = await deployment.master.create('Long', { list });
    const objects = list.slice(50_000, 60_000);
    const begin = performance.now();
    await deployment.anyone.update('Long', objectId as string, { list: { __op: 'Remove', objects } });
    await deployment.anyone.update('Long', objectId as string, { list: { __op: 'AddUnique', objects } });
    expect(performance.now() - begin).toBeLessThan(5_000);
    const after = (await deployment.anyone.get('Long', objectId as string))['list'] as string[];
    expect(after).toEqual([...list.slice(0, 50_000), ...list.slice(60_000), ...objects]);
  });

  it('tells the most time of an update to the database', async () => {
    const { objectId } = await deployment.master.create('Timed', { n: 1 });
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await deployment.anyone.update('Timed', objectId as string, { n: 2 });
    await deployment.anyone.update('Timed', objectId as string, { n: { __op: 'Increment', amount: 1 } });
    await database.command({ profile: 0 });
    const commands = await database.collection('system.profile').find({ ns: `${database.databaseName}.Timed` }).toArray(); // prettier-ignore
    const times = commands.map(({ command }) => (command as Json)['maxTimeMS'] as unknown).filter((time) => time !== undefined);
    expect(times.length).toBeGreaterThanOrEqual(1);
    for (const time of times) expect(time).toBeGreaterThan(1_000);
  });
});
