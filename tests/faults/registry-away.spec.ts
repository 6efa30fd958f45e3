import { randomBytes } from 'node:crypto';
import { startPrivateServer, type PrivateServer, testServers } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signalProcess } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { ask, type Answer, type Target } from '../../tools/chaos/load/ask.ts';

/** Longer than any process trusts its copy of an app or a session without asking. */
const ASKING_MS = 7_000;
/** Of one request while `config` does not answer: every process waits a moment for it once in a while. */
const PATIENCE_MS_MAX = 4_000;
const RECOVERY_MS_MAX = 10_000;

let nats: PrivateServer;
let parlance: LaunchedParlance;
beforeAll(async () => {
  nats = await startPrivateServer('nats');
  parlance = await LaunchedParlance.start({ ...testServers(), natsUrl: nats.url });
});
afterAll(async () => {
  await parlance?.close();
  await nats?.dispose();
});

/** One user's reads, writes and questions about the session, one after another for as long as copies are trusted. */
async function askFor(user: Target): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const until = performance.now() + ASKING_MS; performance.now() < until;) {
    answers.push(await ask(user, 'POST', '/classes/Note', { text: 'x' }));
    answers.push(await ask(user, 'GET', '/classes/Note?limit=1'));
    answers.push(await ask(user, 'GET', '/users/me'));
  }
  return answers;
}

function expectAllDone(answers: readonly Answer[]): void {
  expect(answers.filter(({ outcome }) => outcome !== 'done').map(({ text }) => text)).toEqual([]);
  expect(Math.max(...answers.map(({ durationMs }) => durationMs))).toBeLessThan(PATIENCE_MS_MAX);
}

it('ERR-11 users of a known app hear nothing of a config that does not answer, nor of a NATS that comes back without it', async () => {
  const account = { username: `ada-${randomBytes(4).toString('hex')}`, password: 'a-password' };
  const { body, text } = await ask(parlance, 'POST', '/users', account);
  expect(body, text).toHaveProperty('sessionToken');
  const user = { url: parlance.url, headers: { ...parlance.headers, 'X-Parse-Session-Token': String(body['sessionToken']) } };
  expectAllDone(await askFor(user));

  const registry = await parlance.process('config');
  signalProcess(registry, 'SIGSTOP');
  try {
    expectAllDone(await askFor(user));
    await nats.kill();
    await nats.start();
    await expect
      .poll(async () => (await ask(user, 'POST', '/classes/Note', { text: 'x' })).outcome, { timeout: RECOVERY_MS_MAX })
      .toBe('done');
    expectAllDone(await askFor(user));
    // An app that nobody has asked for before is the one thing that cannot be had.
    const stranger = { ...user, headers: { ...user.headers, 'X-Parse-Application-Id': 'never-asked-for' } };
    expect((await ask(stranger, 'GET', '/classes/Note')).outcome).toBe('refused');
  } finally {
    signalProcess(registry, 'SIGCONT');
  }
});
