import { MASTER, PLATFORM, PUBLIC, type Identity } from '@parlance/acl';
import { data, type RequestContext } from '@parlance/contracts';
import { PlatformParameters } from '@parlance/platform-objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, user } from './data-service.ts';

describe.each(MODES)('the parameters of Config in data, %s', (mode) => {
  let deployment: DataDeployment;
  let parameters: PlatformParameters;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    parameters = new PlatformParameters(deployment.bus);
  });
  afterAll(() => deployment.close());

  const context = (identity: Identity = PUBLIC): RequestContext => ({
    app: 'test',
    identity,
    deadline: Date.now() + 9_000,
    requestId: 'request-1',
  });
  const change = (version: number, set: Record<string, unknown>, further: Partial<data.WriteParametersRequest> = {}) => ({
    version,
    set,
    remove: [],
    masterKeyOnly: Object.fromEntries(Object.keys(set).map((name) => [name, false])),
    conditions: {},
    record: { by: { kind: 'test' }, changes: [] },
    keep: 1_000,
    ...further,
  });

  it('are for services in their own name', async () => {
    for (const identity of [PUBLIC, MASTER, user('abcdefghij')]) {
      expect(await codeOf(deployment.bus.call(data.readParameters, {}, context(identity)))).toBe(119);
      expect(await codeOf(deployment.bus.call(data.writeParameters, change(0, { a: 1 }), context(identity)))).toBe(119);
      expect(await codeOf(deployment.bus.call(data.readInstallationFacts, { installationId: 'x' }, context(identity)))).toBe(119);
      expect(await codeOf(deployment.bus.call(data.readDeviceTypes, { installationIds: ['x'] }, context(identity)))).toBe(119);
    }
    expect(await deployment.bus.call(data.readParameters, {}, context(PLATFORM))).toEqual({ version: 0, conditions: {} });
  });

  it('come with values that `config` keeps itself, shown as parameters are', async () => {
    const at = { __type: 'Date', iso: '2020-01-02T03:04:05.678Z' };
    const { further } = await parameters.read(context(), { list: [{ at, file: { __type: 'File', name: 'a.png' }, deep: { n: 1.5 } }] });
    expect(further).toEqual({
      list: [{ at, file: { __type: 'File', name: 'a.png', url: expect.stringMatching(/a\.png$/) }, deep: { n: 1.5 } }],
    });
    expect(await parameters.read(context())).not.toHaveProperty('further');
  });

  it('CFG-07 are changed by the one who has seen them as they are', async () => {
    expect(await parameters.write(change(0, { a: 1 }), context())).toBe(true);
    expect(await parameters.write(change(0, { a: 2 }), context())).toBe(false);
    const tries = await Promise.all(Array.from({ length: 8 }, (_, n) => parameters.write(change(1, { a: n, b: n }), context())));
    expect(tries.filter(Boolean)).toHaveLength(1);
    const { version, params } = await parameters.read(context());
    expect([version, params?.['a']]).toEqual([2, params?.['b']]);
  });

  it('show a change that another server has made, and keep the conditions of their own', async () => {
    const conditions = { a: [{ name: 'x', when: { users: ['u'] }, value: 1 }] };
    const { version } = await parameters.read(context());
    expect(await parameters.write(change(version, {}, { conditions }), context())).toBe(true);
    const collection = (await deployment.database()).collection<{ _id: number }>('_GlobalConfig');
    await collection.updateOne({ _id: 1 }, { $set: { 'params.foreign': new Date(0) } });
    expect(await parameters.read(context())).toMatchObject({
      version: version + 1,
      params: { foreign: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } },
      conditions,
    });
  });

  it('forget changes beyond those that are kept', async () => {
    for (let n = 0; n < 5; n++) {
      const { version } = await parameters.read(context());
      await parameters.write(change(version, { a: n }, { keep: 3 }), context());
    }
    const { version } = await parameters.read(context());
    const kept = await parameters.versions(undefined, 50, context());
    expect(kept.map((one) => one.version)).toEqual([version, version - 1, version - 2]);
    expect(await parameters.version(version - 3, context())).toBeNull();
  });
});
