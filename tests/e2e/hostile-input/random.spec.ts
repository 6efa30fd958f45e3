import fc from 'fast-check';
import { MODES, startMailbox, startParlance, testSeed, type Mailbox, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomRequests } from '../../../tools/fuzz/random-requests.ts';
import { servedRoutes } from '../served-routes.ts';
import { send, type RawRequest } from './raw-request.ts';
import { assertSound } from '../../../tools/fuzz/judge.ts';
import { TARGET } from './untouched-deployment.ts';

/** The mechanism of SEC-23; its hundred thousand requests are a matter of the clock. */
const REQUESTS = 2_000;
const AT_A_TIME = 8;

describe.each(MODES)('random requests, %s', (mode) => {
  let parlance: Parlance;
  let mailbox: Mailbox;
  let objectId: string;
  beforeAll(async () => {
    mailbox = await startMailbox(); // without one, requests for mails are answered 500, as by Parse Server
    parlance = await startParlance({ mode, env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@example.com' } });
    objectId = (await parlance.masterRest('POST', '/classes/Target', { ...TARGET, ACL: {} })).body.objectId;
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  it(`SEC-23 ERR-03 ERR-04 ${REQUESTS} of them are answered or refused, none with a fault of ours`, { timeout: 120_000 }, async () => {
    const seed = testSeed();
    const requests = fc.sample(randomRequests(objectId, await servedRoutes()), { seed, numRuns: REQUESTS }).values();
    const prototype = Reflect.ownKeys(Object.prototype);
    const statuses = new Map<number, number>();
    const worker = async () => {
      for (const request of requests) {
        const status = await assertAnswered(request, seed);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
    expect(parlance.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0), 'requests that went all the way').toBeGreaterThan(REQUESTS / 50);
    expect((await parlance.rest('GET', '/health')).body).toEqual({ status: 'ok' });
  });

  async function assertAnswered(request: RawRequest, seed: number): Promise<number> {
    const answer = await send(parlance, request);
    try {
      assertSound(answer, request);
    } catch (fault) {
      throw new Error(`Seed ${seed}, ${JSON.stringify(request)} was answered ${answer.status} ${answer.text.slice(0, 500)}`, {
        cause: fault,
      });
    }
    return answer.status;
  }
});
