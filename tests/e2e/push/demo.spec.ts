import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { showPush } from '../../../tools/demo/push/show-push.ts';
import { startPushDeployment, type PushDeployment } from './push-deployment.ts';

const DEVICES = 600;

function targetOf(parlance: Parlance) {
  const { id: appId, keys } = parlance.app();
  return { serverUrl: parlance.url, appId, javascriptKey: keys.javascript, masterKey: keys.master };
}

describe('the push part of the demo', () => {
  let deployment: PushDeployment;
  let told: string[];
  beforeAll(async () => {
    deployment = await startPushDeployment('fused');
  });
  afterAll(() => deployment?.close());
  beforeEach(() => {
    told = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
  });
  afterEach(() => vi.restoreAllMocks());

  it('EXP-02 EXP-12 PSH-35 devices subscribe, hear in their language, test two messages, and the rest get the better one', async () => {
    await showPush(targetOf(deployment.parlance), { devices: DEVICES });
    const lines = told.join('\n');
    expect(lines).toMatch(/by language: .*\bde \d+, default \d+, fr \d+/);
    const [a, b] = ['A', 'B'].map((key) => Number(new RegExp(`  ${key}: (\\d+) devices got`).exec(lines)?.[1]));
    const rest = Number(/the other (\d+) devices wait/.exec(lines)?.[1]);
    expect((a ?? 0) + (b ?? 0) + rest).toBe(DEVICES);
    expect(lines).toMatch(/Which invitation\?: which message is opened more often\?/);
    expect(lines).toMatch(new RegExp(`B +Your seat for Saturday.* ${b} +\\d+ +\\d+\\.\\d\\d %`));
    expect(lines).toContain('So far B is');
    expect(lines).toContain(`  ${rest} devices got it; ${(a ?? 0) + (b ?? 0)} had got A or B before, and nobody two`);
    expect(lines).toMatch(/Launched: B to the other 50 % of the audience/);
    const got = new Map<string, number>();
    for (const simulator of [deployment.simulators.apns, deployment.simulators.fcm]) {
      for (const { tokenHash, payloadHash } of simulator.journal.deliveries())
        got.set(`${tokenHash} ${payloadHash}`, (got.get(`${tokenHash} ${payloadHash}`) ?? 0) + 1);
    }
    expect(Math.max(...got.values())).toBe(1);
  });

  it('says that there are no providers, and goes on', async () => {
    const parlance = await startParlance({ mode: 'fused' });
    try {
      await showPush(targetOf(parlance), { devices: 10 });
    } finally {
      await parlance.close();
    }
    expect(told.join('\n')).toContain('This Parlance has no push providers');
  });
});
