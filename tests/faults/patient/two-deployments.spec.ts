import { MongoConnections } from '@parlance/mongo';
import { startPrivateServer, testServers, uniqueName, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { ask } from '../../../tools/chaos/load/ask.ts';

/** A second `npm start --split` that is pointed at the things of the first one. */
describe('B1 a second deployment', () => {
  const name = uniqueName('first');
  let first: LaunchedParlance;
  let otherMongo: PrivateServer;
  let otherNats: PrivateServer;
  beforeAll(async () => {
    [otherMongo, otherNats] = await Promise.all([startPrivateServer('mongodb'), startPrivateServer('nats')]);
    first = await LaunchedParlance.start(testServers(), {}, { PARLANCE_BUS_PREFIX: name, PARLANCE_CONTROL_DATABASE: `${name}_control` });
  });
  afterEach(async () => {
    const { outcome, text } = await ask(first, 'POST', '/classes/Kept', { text: 'still ours' });
    expect(outcome, text).toBe('done');
  });
  afterAll(async () => {
    await first?.close();
    await otherMongo?.dispose();
    await otherNats?.dispose();
    const connections = new MongoConnections({ appName: 'test' });
    await (await connections.database(testServers().mongodbUrl, `${name}_control`)).dropDatabase();
    await connections.close();
  });

  it('with the control database of the first one does not start, and says whose it is', async () => {
    await expect(
      LaunchedParlance.start(testServers(), {}, { PARLANCE_CONTROL_DATABASE: `${name}_control`, PARLANCE_SECRETS_KEY: '' }),
    ).rejects.toThrow(new RegExp(`belongs to the deployment \\W*${name}|PARLANCE_TAKE_OVER=${name}`));
  });

  it('with the bus prefix of the first one does not start, and no object goes to the wrong database', async () => {
    const second = LaunchedParlance.start({ ...testServers(), mongodbUrl: otherMongo.url }, {}, { PARLANCE_BUS_PREFIX: name });
    await expect(second).rejects.toThrow(/is on this bus/);
    for (let n = 0; n < 20; n++) {
      const { outcome, text } = await ask(first, 'POST', '/classes/Kept', { n });
      expect(outcome, text).toBe('done');
    }
    expect(await (await first.database()).collection('Kept').countDocuments()).toBeGreaterThanOrEqual(20);
  });

  it('with the name and the control database of the first one, on another NATS, does not start, and says which one goes on', async () => {
    const second = LaunchedParlance.start(
      { ...testServers(), natsUrl: otherNats.url },
      {},
      { PARLANCE_BUS_PREFIX: name, PARLANCE_CONTROL_DATABASE: `${name}_control` },
    );
    await expect(second).rejects.toThrow(new RegExp(`a registry of the deployment \\W*${name}\\W* uses the control database`));
  });
});
