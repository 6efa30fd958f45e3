import { describe, expect, it } from 'vitest';
import { podParts } from './parts.ts';
import { reportText } from './report.ts';
import { isSound, windowsOf, type ChaosReport } from './run.ts';

describe('pods of a release', () => {
  const calls: { args: readonly string[]; input: string | undefined }[] = [];
  const run = (args: readonly string[], input?: string) => {
    calls.push({ args, input });
    return Promise.resolve(args.includes('get') && !args.join().includes('component=none') ? 'pod/data-a\npod/data-b\n' : '');
  };
  const parts = podParts('staging', run, () => 0.9);

  it('one of a part is deleted without grace', async () => {
    await parts.kill('data');
    const selector = 'app.kubernetes.io/part-of=parlance,app.kubernetes.io/component=data';
    expect(calls.splice(0).map(({ args }) => args)).toEqual([
      ['-n', 'staging', 'get', 'pods', '-l', selector, '-o', 'name'],
      ['-n', 'staging', 'delete', 'pod/data-b', '--grace-period=0', '--force', '--wait=false'],
    ]);
    await expect(parts.kill('none')).rejects.toThrow('The namespace staging has no pod of "none".');
    calls.splice(0);
  });

  it('a part is cut off by a network policy, which goes again', async () => {
    await parts.cut('mongodb', 1);
    const [apply, remove] = calls.splice(0);
    expect(JSON.parse(apply?.input ?? '')).toMatchObject({
      kind: 'NetworkPolicy',
      spec: { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'mongodb' } }, policyTypes: ['Ingress', 'Egress'] },
    });
    expect(remove?.args).toEqual(['-n', 'staging', 'delete', 'networkpolicy', 'parlance-chaos-mongodb', '--ignore-not-found']);
  });
});

it('failures close together are one window, from the first that was sent to the last that was answered', () => {
  const answer = (begun: number, durationMs: number, outcome: 'done' | 'refused' = 'refused') => ({ begun, durationMs, outcome });
  const answers = [answer(5_000, 10), answer(1_000, 500), answer(1_200, 20, 'done'), answer(2_400, 10)];
  expect(windowsOf(answers, 1_000)).toEqual([
    { atMs: 0, ms: 1_410, failures: 2 },
    { atMs: 4_000, ms: 10, failures: 1 },
  ]);
});

it('the report says whether the deployment kept its promises', () => {
  const sound: ChaosReport = {
    faults: [{ kind: 'kill', part: 'data', atMs: 100 }],
    requests: 10,
    acked: 4,
    lost: 0,
    duplicated: 0,
    unwanted: 0,
    wrongCounters: 0,
    outcomes: { done: 9, refused: 1 },
    windows: [{ atMs: 100, ms: 900, failures: 1 }],
    slowestMs: 900,
  };
  expect(isSound(sound)).toBe(true);
  expect(reportText(sound)).toMatch(/kill data at 0\.1 s[^]*longest 0\.9 s[^]*Nothing was lost\./);
  for (const fault of ['lost', 'duplicated', 'unwanted', 'wrongCounters']) expect(isSound({ ...sound, [fault]: 1 })).toBe(false);
  expect(isSound({ ...sound, outcomes: { wrong: 1 } })).toBe(false);
});
