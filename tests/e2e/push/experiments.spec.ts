import type { Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  complaints,
  ended,
  expectAccounted,
  send,
  startPushDeployment,
  storeDevices,
  token,
  type PushDeployment,
} from './push-deployment.ts';
import { hashIn, membersOf as membersAmong, type Report } from './experiment-report.ts';

const DEVICES = 400;
const NOBODY = { missing: [], repeated: [], strangers: 0 };
const numbers = Array.from({ length: DEVICES }, (_, number) => number);

describe('experiments of pushes', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  beforeAll(async () => {
    deployment = await startPushDeployment('fused');
    parlance = deployment.parlance;
    await storeDevices(parlance, DEVICES, (number) => ({ badge: number, timeZone: 'Asia/Kolkata' }));
  });
  afterAll(() => deployment?.close());
  beforeEach(() => {
    deployment.simulators.apns.change({ reset: true });
  });
  afterEach(() => expect(complaints(parlance)).toEqual([]));

  const master = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => parlance.masterRest(method, path, body);
  const report = async (id: string) => (await master('GET', `/push/${id}`)).body as unknown as Report;
  const coverage = (id: string, some: readonly number[]) => deployment.simulators.apns.journal.coverage(id, some.map(token));
  const message = (more: object = {}, rest: object = {}) => ({
    where: {},
    experiment: { name: 'Words', type: 'message', variants: [{ data: { alert: 'Hello' } }, { data: { alert: 'Hi' } }], ...more },
    ...rest,
  });
  const membersOf = (experimentId: string, sizePercent: number) => membersAmong(numbers, experimentId, sizePercent);
  /** The report of an experiment whose versions are all sent. */
  const sent = async (id: string) => {
    const { groups } = await report(id);
    for (const group of groups) expectAccounted(await ended(parlance, group.id));
    return report(id);
  };
  const later = () => new Date(Date.now() + 3_600_000).toISOString();

  it('EXP-01 EXP-02 EXP-07 EXP-16 test half of the devices in two groups at one time; nobody is in both, and the rest gets nothing', async () => {
    const variants = [{ data: { alert: 'Same text', version: 1 } }, { data: { alert: 'Same text', version: 2 } }];
    const id = await send(parlance, message({ variants }));
    const { group_a: a, group_b: b, ...whole } = await sent(id);
    const members = membersOf(id, 50);
    expect(Math.abs(members.launch.length - DEVICES / 2)).toBeLessThan(80); // eight standard deviations
    expect([coverage(a.id, members[0]), coverage(b.id, members[1])]).toEqual([NOBODY, NOBODY]);
    expect(deployment.simulators.apns.journal.length).toBe(members[0].length + members[1].length);
    expect([a.push_sends, b.push_sends]).toEqual([members[0].length, members[1].length]);
    expect(whole).toMatchObject({
      objectId: id,
      is_exp: true,
      exp_type: 'message',
      name: 'Words',
      size_percent: 50,
      statistics: null,
      undecided: { reason: expect.stringMatching(/^too-few-/), message: 'not enough data' },
      launch_info: { percent: 50, recipient_count: DEVICES / 2 },
      launch_choice: null,
      launch_push_id: null,
    });
    // EXP-16: nothing was ever opened.
    expect(whole['warnings']).toMatchObject([{ code: 'noOpenTracking' }]);
    expect(a.send_time).toBe(b.send_time);
    expect([JSON.parse(a.payload), JSON.parse(b.payload)]).toEqual(variants.map(({ data }) => data));
    // Opens of the groups are told apart although their texts are equal.
    const hashes = new Map(
      deployment.simulators.apns.journal.recent().map(({ payload }) => Object.values(hashIn(payload)) as [string, string]),
    );
    expect([hashes.size, new Set(hashes.values()).size]).toEqual([2, 2]);
    expect((await master('GET', `/push/${a.id}`)).body).toMatchObject({ experiment_push_id: id, experimentId: id, variant: 'A' });
  });

  it('EXP-03 EXP-13 send one message at two times, to each device once, and have nothing to launch', async () => {
    const times = [1_000, 2_000].map((ms) => ({ push_time: new Date(Date.now() + ms).toISOString() }));
    const id = await send(parlance, { where: {}, data: { alert: 'When?' }, experiment: { name: 'Hours', type: 'time', variants: times } });
    expect((await report(id)).state).toBe('scheduled');
    const { group_a: a, group_b: b, launch_info } = await sent(id);
    const members = membersOf(id, 100);
    expect(members.launch).toEqual([]);
    expect([coverage(a.id, members[0]), coverage(b.id, members[1])]).toEqual([NOBODY, NOBODY]);
    expect(deployment.simulators.apns.journal.length).toBe(DEVICES);
    expect([a.send_time, b.send_time, launch_info]).toEqual([...times.map(({ push_time }) => push_time), null]);
    expect(a.payload).toBe(b.payload);
    expect(await master('POST', `/push/${id}/launch`, { choice: 'A' })).toMatchObject({ status: 400, body: { code: 115 } });
  });

  it('EXP-12 EXP-13 EXP-14 I8 launch the loser too, once, to those who were not tested alone, and link both ways', async () => {
    const id = await send(parlance, message({ size_percent: 30 }));
    const { group_a: a, group_b: b } = await sent(id);
    const members = membersOf(id, 30);
    // Of several that are asked for at a time, one is made.
    const asked = await Promise.all(['A', 'B', 'A', 'B'].map((choice) => master('POST', `/push/${id}/launch`, { choice })));
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    for (const { status, body } of asked) if (status === 400) expect(body).toMatchObject({ code: 115 });
    const winner = asked.findIndex(({ status }) => status === 200);
    const launched = asked[winner]?.headers.get('x-parse-push-status-id') as string;
    expect(asked[winner]?.body).toEqual({ result: true, launch_push_id: launched });
    expect(await ended(parlance, launched)).toMatchObject({ numSent: members.launch.length, variant: 'launch', experimentId: id });
    expect([coverage(a.id, members[0]), coverage(b.id, members[1]), coverage(launched, members.launch)]).toEqual([NOBODY, NOBODY, NOBODY]);
    expect(deployment.simulators.apns.journal.length).toBe(DEVICES);
    const choice = winner % 2 === 0 ? 'A' : 'B';
    expect(await report(id)).toMatchObject({
      state: 'launched',
      launch_choice: choice,
      launch_push_id: launched,
      launch_info: { percent: 70, recipient_count: members.launch.length },
      launch: { key: choice, id: launched, push_sends: members.launch.length, open_rate: 0 },
    });
    expect((await master('GET', `/push/${launched}`)).body).toMatchObject({
      experiment_push_id: id,
      payload: (choice === 'A' ? a : b).payload,
    });
    expect((await master('POST', `/push/${id}/launch`, { choice: 'A' })).body).toMatchObject({ code: 115 });
    // Nothing is left of the launches that were not made.
    const statuses = (await parlance.database()).collection('_PushStatus');
    expect(await statuses.countDocuments({ experimentId: id })).toBe(3);
    const stored = (await parlance.pushDatabase()).collection('pushes');
    expect(await stored.countDocuments({ 'group.experiment': id })).toBe(3);
  });

  it('EXP-06 EXP-07 EXP-14 EXP-19 count opens for the group of the device, by its own deliveries, within seconds', async () => {
    const variants = [{ data: { alert: 'Same' } }, { data: { alert: 'Same' } }];
    const id = await send(parlance, message({ variants, size_percent: 40 }));
    const { group_a: a, group_b: b } = await sent(id);
    const { body } = await master('POST', `/push/${id}/launch`, { choice: 'B' });
    const launched = body['launch_push_id'] as string;
    await ended(parlance, launched);
    const members = membersOf(id, 40);
    const open = async (push: string, some: readonly number[]) => {
      const { pushHash } = (await master('GET', `/push/${push}`)).body as { pushHash: string };
      const opened = { at: { __type: 'Date', iso: new Date().toISOString() }, push_hash: pushHash };
      for (const number of some) {
        const headers = { 'X-Parse-Installation-Id': `installation-${number}` };
        expect((await parlance.rest('POST', '/events/AppOpened', opened, { headers })).status).toBe(200);
      }
    };
    // A device of group A that opens the text of group B opens nothing that it was sent.
    await open(a.id, [...members[0].slice(0, 3), members[1][0] as number]);
    await open(b.id, members[1].slice(0, 8));
    await open(launched, members.launch.slice(0, 5));
    const opens = async () => {
      const { groups, launch } = await report(id);
      return [...groups, launch].map((group) => group?.push_opens);
    };
    await expect.poll(opens, { timeout: 15_000, interval: 50 }).toEqual([3, 8, 5]);
    const shown = await report(id);
    const rate = (count: number, some: readonly number[]) => expect.closeTo((count / some.length) * 100, 5) as number;
    expect([...shown.groups, shown.launch].map((group) => group?.open_rate)).toEqual([
      rate(3, members[0]),
      rate(8, members[1]),
      rate(5, members.launch),
    ]);
    // Little time has passed: no winner is named, although one is ahead.
    expect(shown).toMatchObject({ statistics: null, undecided: { reason: 'too-early' }, so_far: { leader: 'B' } });
  });

  it('EXP-12 launch at a later time, may be withdrawn until then, and launched anew', async () => {
    const id = await send(parlance, message({}, { where: { badge: { $lt: 50 } } }));
    await sent(id);
    const first = (await master('POST', `/push/${id}/launch`, { choice: 'A', push_time: later(), expiration_interval: 60 })).body;
    const launched = first['launch_push_id'] as string;
    expect((await report(id)).launch).toMatchObject({ status: 'scheduled', expiration_interval: 60 });
    expect((await master('DELETE', `/push/${id}`)).body).toMatchObject({ code: 115 });
    expect((await master('DELETE', `/push/${launched}`)).status).toBe(200);
    expect(await report(id)).toMatchObject({ launch_choice: null, launch_push_id: null });
    const again = (await master('POST', `/push/${id}/launch`, { choice: 'B' })).body['launch_push_id'] as string;
    const members = membersOf(id, 50).launch.filter((number) => number < 50);
    expect(await ended(parlance, again)).toMatchObject({ numSent: members.length });
    expect(coverage(again, members)).toEqual(NOBODY);
  });

  it('EXP-13 EXP-15 EXP-17 are refused with 115 where the contract says so, and nothing is sent or stored', async () => {
    const whole = await send(parlance, message({ size_percent: 100 }, { push_time: later() }));
    const refusals: [string, object][] = [
      ['/push', message({}, { where: { badge: 1 } })],
      ['/push', message({}, { where: { badge: DEVICES } })],
      ['/push', message({ name: '' })],
      ['/push', message({ variants: [{ data: { alert: 'x' } }, { data: { alert: '' } }] })],
      ['/push', message({ variants: [{ data: { alert: 'x', 'alert-fr': 'y' } }, { data: { alert: 'z' } }] })],
      [`/push/${whole}/launch`, { choice: 'A' }],
      [`/push/${whole}/launch`, { choice: 'Z' }],
    ];
    for (const [path, body] of refusals) {
      const answer = await master('POST', path, body);
      expect([body, answer.status, answer.body['code']]).toEqual([body, 400, 115]);
    }
    expect((await master('POST', '/push', message({}, { where: { badge: { $bad: 1 } } }))).body['code']).toBe(102);
    expect((await master('POST', '/push/nobody/launch', { choice: 'A' })).body['code']).toBe(101);
    expect((await parlance.rest('POST', `/push/${whole}/launch`, { choice: 'A' })).status).toBe(403);
    expect((await master('DELETE', `/push/${whole}`)).status).toBe(200);
    expect(deployment.simulators.apns.journal.length).toBe(0);
  });

  it('are paused, gone on with, canceled and removed in all of their versions', async () => {
    const id = await send(parlance, message({}, { push_time: later() }));
    const { groups } = await report(id);
    const states = async () => (await report(id)).groups.map(({ status }) => status);
    for (const { id: version } of groups)
      expect((await master('POST', `/push/${version}/cancel`)).body).toMatchObject({ code: 115, error: expect.stringContaining(id) });
    for (const [step, state] of [
      ['pause', 'paused'],
      ['resume', 'scheduled'],
    ] as const) {
      expect((await master('POST', `/push/${id}/${step}`)).body).toEqual({ result: true });
      expect(await states()).toEqual([state, state]);
    }
    expect((await master('POST', `/push/${id}/resume`)).body).toMatchObject({ code: 115 });
    expect((await master('POST', `/push/${id}/cancel`)).status).toBe(200);
    await expect.poll(states).toEqual(['canceled', 'canceled']);
    expect((await report(id)).state).toBe('canceled');
    expect((await master('DELETE', `/push/${id}`)).body).toMatchObject({ code: 115 });

    const removed = await send(parlance, message({}, { push_time: later() }));
    const versions = (await report(removed)).groups.map((group) => group.id);
    expect((await master('DELETE', `/push/${removed}`)).status).toBe(200);
    for (const gone of [removed, ...versions]) expect((await master('GET', `/push/${gone}`)).body['code']).toBe(101);
    expect(deployment.simulators.apns.journal.length).toBe(0);
  });

  it('EXP-16 warn their sender of all that makes a result doubtful, and refuse nothing for it', async () => {
    const installations = (await parlance.database()).collection('_Installation');
    await installations.updateOne({ installationId: 'installation-7' }, { $set: { parseVersion: '1.2.9' } });
    const first = await send(parlance, message({ name: 'First' }, { where: { badge: { $lt: 20 } }, push_time: later() }));
    const dry = (
      await master('POST', '/push', message({}, { where: { badge: { $gt: 300 } }, push_time: later(), options: { dryRun: true } }))
    ).body;
    expect(dry).toMatchObject({ result: true, estimate: 99, exact: true });
    const second = await send(
      parlance,
      message({ name: 'Second', size_percent: 100 }, { where: { badge: { $in: [5, 6, 7, 350] } }, push_time: later() }),
    );
    const warnings = (await report(second))['warnings'] as { code: string; message: string }[];
    expect(warnings.map(({ code }) => code)).toEqual(['overlap', 'oldSdk']);
    expect(warnings[0]?.message).toContain('"First"');
    const listed = (await master('GET', '/push/experiments?limit=2')).body['results'] as Report[];
    expect(listed.map(({ objectId }) => objectId)).toEqual([second, first]);
    expect((await master('GET', '/push/experiments?skip=-1')).body['code']).toBe(102);
    for (const id of [first, second]) expect((await master('DELETE', `/push/${id}`)).status).toBe(200);
  });

  it('give the first experiment and the first launch back to requests that are repeated', async () => {
    const body = message({ size_percent: 50 }, { where: { badge: { $lt: 40 } }, options: { idempotencyKey: 'experiment-1' } });
    const ids = await Promise.all([send(parlance, body), send(parlance, body), send(parlance, body)]);
    expect(new Set(ids).size).toBe(1);
    const id = ids[0];
    const { groups } = await sent(id);
    const headers = { 'X-Parse-Request-Id': 'launch-1' };
    const launch = async () =>
      (await parlance.masterRest('POST', `/push/${id}/launch`, { choice: 'B' }, { headers })).headers.get(
        'x-parse-push-status-id',
      ) as string;
    const [one, other] = [await launch(), await launch()];
    expect(other).toBe(one);
    await ended(parlance, one);
    const members = membersOf(id, 50);
    const below = (some: readonly number[]) => some.filter((number) => number < 40);
    expect([...groups.map((group) => group.id), one].map((push, at) => coverage(push, below(members[[0, 1, 'launch'][at] as 0])))).toEqual([
      ...[NOBODY, NOBODY, NOBODY],
    ]);
    expect(deployment.simulators.apns.journal.length).toBe(40);
  });

  it('EXP-08 EXP-18 have a report that a marketer can read, just after sending', async () => {
    const id = await send(parlance, message({ name: 'Greeting', size_percent: 100 }, { where: { badge: { $lt: 10 } } }));
    await sent(id);
    const answer = await master('GET', `/push/${id}/report`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const { text } = answer;
    expect(text).toContain('Greeting: which message is opened more often?');
    expect(text).toMatch(/^A {6}Hello {4}\d{4}-\d\d-\d\d \d\d:\d\d UTC +\d+ +0 +0\.00 %/m);
    expect(text).toContain('Not enough data to name a winner: fewer than 100 devices have got it.');
    expect((await master('GET', '/push/nobody/report')).body['code']).toBe(101);
  });
});
