import { ParseError } from '@parlance/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProcessFacts } from './process-facts.ts';

describe('the facts that a process knows of its deployment', () => {
  afterEach(() => void vi.useRealTimers());

  it('are leaders, backlogs, servers and apps, as the services add them', async () => {
    const facts = new ProcessFacts();
    const [since, until] = [new Date(1_000), new Date(2_000)];
    facts.leader('push', 'planner', async () => ({ holder: 'a', since, until }));
    facts.leader('analytics', 'writer', async () => undefined);
    facts.backlogs('auth', 'queue', 'queues', async () => [{ name: 'mails', waiting: 3, failed: 1, oldestSeconds: 4 }]);
    facts.server('auth', 'redis', async () => 'PONG');
    facts.servesApps(() => ['game']);
    facts.deploys(['auth']);
    const { leaders, backlogs, checks, apps, deployed } = await facts.look();
    expect(leaders).toMatchObject([
      { name: 'planner', service: 'push', holder: 'a', since: since.toISOString(), until: until.toISOString(), error: null },
      { name: 'writer', service: 'analytics', holder: null, since: null, until: null, error: null },
    ]);
    expect(backlogs).toMatchObject([
      { name: 'mails', service: 'auth', kind: 'queue', waiting: 3, running: 0, failed: 1, oldestSeconds: 4, error: null },
    ]);
    expect(checks).toMatchObject([{ name: 'redis', service: 'auth', ok: true, detail: 'It answers.' }]);
    expect([apps, deployed]).toEqual([['game'], ['auth']]);
  });

  it('name a thing that cannot be seen, with a reason in which no address and no password is', async () => {
    const facts = new ProcessFacts();
    const refused = Object.assign(new Error('connect ECONNREFUSED redis://user:secret@10.1.2.3:6379'), { code: 'ECONNREFUSED' });
    facts.server('auth', 'redis', () => Promise.reject(refused));
    facts.server('push', 'redis', () => Promise.reject(new Error('redis://user:secret@10.1.2.3')));
    facts.leader('push', 'planner', () => Promise.reject(new ParseError('ServiceUnavailable', 'The database is not available.')));
    facts.backlogs('auth', 'queue', 'queues of mails', () => Promise.reject(refused));
    const seen = await facts.look();
    expect(seen.checks.map(({ ok, detail }) => [ok, detail])).toEqual([
      [false, 'It does not listen at its address.'],
      [false, 'It does not answer.'],
    ]);
    expect(seen.leaders).toMatchObject([{ holder: null, error: 'The database is not available.' }]);
    expect(seen.backlogs).toMatchObject([
      { name: 'queues of mails', waiting: 0, oldestSeconds: null, error: 'It does not listen at its address.' },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/secret|10\.1\.2\.3/);
  });

  it('wait for a thing that never answers for a second and a half', async () => {
    vi.useFakeTimers();
    const facts = new ProcessFacts();
    facts.server('auth', 'redis', () => new Promise(() => undefined));
    const looking = facts.look();
    await vi.advanceTimersByTimeAsync(1_500);
    expect((await looking).checks).toMatchObject([{ ok: false, detail: 'No answer within 1.5 s.' }]);
  });
});
