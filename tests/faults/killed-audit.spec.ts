import { randomBytes } from 'node:crypto';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import type { ServiceName } from '@parlance/contracts';
import { natsOptions, testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../tools/chaos/load/ask.ts';
import { signalProcess } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';

const WITHIN_MS = 30_000;
const ANSWER_MS = 5_000;
const APPS = 24;

interface Entry {
  readonly app: string;
  readonly action: string;
  readonly text?: string;
  readonly outcome?: string;
}

/** Each change has one entry, whatever dies between the two: it is written before the change, or with it. */
describe('SEC-39 changes whose processes are killed', () => {
  const token = randomBytes(32).toString('base64');
  let parlance: LaunchedParlance;
  let nats: NatsConnection;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers(), {}, { PARLANCE_ADMIN_TOKEN: token });
    nats = await connect(natsOptions());
  });
  afterAll(async () => {
    await nats?.close();
    await parlance?.close();
  });

  const administer = async (operation: string, request: object): Promise<'done' | 'refused' | 'unknown'> => {
    const fields = headers();
    fields.set('Authorization', `Bearer ${token}`);
    try {
      const reply = await nats.request(`${parlance.prefix}.admin.${operation}`, JSON.stringify(request), {
        headers: fields,
        timeout: ANSWER_MS,
      });
      return (reply.headers?.get('Nats-Service-Error-Code') ?? '') === '' ? 'done' : 'refused';
    } catch {
      return 'unknown';
    }
  };
  const master = () => ({ url: parlance.url, headers: parlance.masterHeaders });
  const entries = async (wanted: object): Promise<Entry[]> =>
    (await parlance.controlDatabase()).collection<Entry>('audit').find(wanted).toArray();
  const hasClass = async (className: string): Promise<boolean> => (await ask(master(), 'GET', `/schemas/${className}`)).outcome === 'done';
  const works = (service: ServiceName) =>
    eventually(`${service} to work again`, WITHIN_MS, async () => {
      // The one is answered by `data`, the other by `config`.
      const answers = await Promise.all(['schema.get', 'apps.get'].map((one) => administer(one, { app: 'faults' })));
      return answers.every((answer) => answer === 'done');
    });

  /** Freezes `data`, asks for a change, kills `victim` once the entry of the change is there, and lets `data` go on. */
  async function killWithin(victim: ServiceName, text: RegExp, change: () => Promise<unknown>): Promise<unknown> {
    const data = await parlance.process('data');
    signalProcess(data, 'SIGSTOP');
    try {
      const answer = change();
      await eventually('the entry before the change', WITHIN_MS, async () => (await entries({ text })).length > 0);
      await parlance.kill(victim);
      signalProcess(data, 'SIGCONT');
      return await answer;
    } finally {
      signalProcess(data, 'SIGCONT');
    }
  }

  it('admin, after the entry: there is one, which says that the outcome is unknown', async () => {
    const definitions = [{ className: 'AppliedLate', fields: {} }];
    const text = /AppliedLate/;
    await killWithin('admin', text, () => administer('schema.apply', { app: 'faults', definitions }));
    await works('admin');
    expect(await entries({ text })).toMatchObject([{ app: 'faults', action: 'schema.apply', outcome: 'unknown' }]);
  });

  it('config, after the entry: there is one, and it promises no more than is known', async () => {
    const text = /\/schemas\/MadeWithout/;
    const answer = (await killWithin('config', text, () => ask(master(), 'POST', '/schemas/MadeWithout', {}))) as { outcome: string };
    await works('config');
    const [entry, ...more] = await entries({ text });
    expect([entry?.action, more]).toEqual(['data.create-class', []]);
    const isMade = await hasClass('MadeWithout');
    if (answer.outcome === 'done') expect(isMade).toBe(true);
    expect(isMade ? ['unknown', 'done'] : ['unknown', 'failed']).toContain(entry?.outcome);
  });

  it('config, while it makes changes itself: each that was made has one entry, and no other has any', async () => {
    const ids = Array.from({ length: APPS }, (_, n) => `made-${n}`);
    const asked = ids.map((id) => administer('apps.create', { id, name: id }));
    await eventually('the first change', WITHIN_MS, async () => (await entries({ action: 'app-created' })).length > 0);
    await parlance.kill('config');
    const outcomes = await Promise.all(asked);
    await works('config');
    const made = await (
      await parlance.controlDatabase()
    )
      .collection<{ _id: string }>('apps')
      .find({ _id: { $in: ids } })
      .toArray();
    const told = (await entries({ action: 'app-created' })).map(({ app }) => app);
    expect(told.toSorted()).toEqual(made.map(({ _id }) => _id).toSorted());
    const acknowledged = ids.filter((_, at) => outcomes[at] === 'done');
    expect(acknowledged.filter((id) => !told.includes(id))).toEqual([]);
  });
});
