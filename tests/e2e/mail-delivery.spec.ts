import { startMailbox, startParlance, startPrivateServer, type Mailbox, type Parlance, type PrivateServer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, signUp } from './accounts.ts';

const VERIFYING = { ...PATIENT, verifyUserEmails: true } as const;

/** An address that no other test has. */
let count = 0;
const newAddress = (name = 'ada') => `${name}${(count += 1)}@example.com`;

/** A line for each attempt that failed. */
const failures = (parlance: Parlance) => parlance.logs.filter(({ queue, msg }) => queue === 'mail-delivery' && /failed/.test(String(msg)));
const failed = (parlance: Parlance) => failures(parlance).length;
const requestReset = (parlance: Parlance, email: string) => parlance.rest('POST', '/requestPasswordReset', { email });

describe('mails while servers are away', () => {
  let mailbox: Mailbox;
  let redis: PrivateServer;
  let parlance: Parlance;
  const refused = new Set<string>();
  const options = {
    refuse: (to: string) => {
      if (to.startsWith('unknown')) return 550;
      return refused.delete(to) ? 451 : undefined;
    },
  };
  beforeAll(async () => {
    mailbox = await startMailbox(options);
    redis = await startPrivateServer('redis');
    const mails = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example', PARLANCE_MAIL_WINDOW_SECONDS: '0' };
    const env = { ...mails, REDIS_URL: redis.url };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: VERIFYING }], env });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
    await redis?.dispose();
  });

  it('a mail arrives once the mail server is back, and counts as one', async () => {
    const email = newAddress();
    await mailbox.close();
    await signUp(parlance, { email });
    await expect.poll(() => failed(parlance)).toBeGreaterThan(0);
    mailbox = await startMailbox({ ...options, port: mailbox.port });
    await mailbox.waitForMail(email);
    for (let round = 0; round < 4; round++) await parlance.rest('POST', '/verificationEmailRequest', { email });
    await mailbox.waitForMail(email, 5);
  });

  it('a mail that the server does not take now is sent later, and one that it never will is given up', async () => {
    const [late, never] = [newAddress(), newAddress('unknown')];
    refused.add(late);
    await signUp(parlance, { email: never });
    await signUp(parlance, { email: late });
    await mailbox.waitForMail(late);
    const tried = failures(parlance).filter((line) => JSON.stringify(line).includes('550'));
    expect(tried.length).toBe(1);
  });

  it('a mail arrives once Redis is back: users are stored and requests answered meanwhile', async () => {
    const email = newAddress();
    await redis.stop();
    await signUp(parlance, { email });
    const { status, body } = await requestReset(parlance, email);
    expect([status, body]).toEqual([200, {}]);
    await redis.start();
    await mailbox.waitForMail(email, 2);
  });

  it('a mail in the queue outlives a crash of Redis', async () => {
    const email = newAddress();
    const before = failed(parlance);
    await mailbox.close();
    await signUp(parlance, { email });
    await expect.poll(() => failed(parlance)).toBeGreaterThan(before);
    await redis.kill();
    await redis.start();
    mailbox = await startMailbox({ ...options, port: mailbox.port });
    await mailbox.waitForMail(email);
  });
});

describe('mails of apps without a mail server', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const env = { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: VERIFYING }], env });
  });
  afterAll(() => parlance?.close());

  it('are refused where somebody asks for one, with a text that names the settings to make', async () => {
    const email = newAddress();
    for (const path of ['/requestPasswordReset', '/verificationEmailRequest']) {
      const { status, body } = await parlance.rest('POST', path, { email });
      expect([status, body]).toEqual([500, { code: 1, error: expect.stringMatching(/mail\.smtpUrl.*PARLANCE_SMTP_URL/) }]);
    }
  });

  it('are not missed at sign-up, but the log names the settings', async () => {
    const { id } = await signUp(parlance, { email: newAddress() });
    const users = (await parlance.database()).collection<{ _id: string }>('_User');
    expect(await users.findOne({ _id: id })).toMatchObject({ emailVerified: false });
    await expect.poll(() => parlance.logs.some(({ msg }) => String(msg).includes('was not sent: set PARLANCE_SMTP_URL'))).toBe(true);
  });

  it('leave by the mail server of the app, as soon as it has one', async () => {
    const mailbox = await startMailbox();
    const mail = { smtpUrl: mailbox.url, from: 'own@parlance.example' };
    await parlance.declareApps([{ id: 'test', settings: { ...VERIFYING, mail } }]);
    const email = newAddress();
    await signUp(parlance, { email });
    await expect.poll(async () => (await requestReset(parlance, email)).status).toBe(200);
    expect((await mailbox.waitForMail(email)).from).toContain('own@parlance.example');
    await mailbox.close();
  });
});

describe('SEC-26 mail servers of apps at private addresses', () => {
  let mailbox: Mailbox;
  let connections = 0;
  let parlance: Parlance;
  const from = 'app@parlance.example';
  const smtpUrls = () => ({
    number: `smtp://127.0.0.1:${mailbox.port}`,
    name: `smtp://localhost:${mailbox.port}`,
    mapped: `smtp://[::ffff:127.0.0.1]:${mailbox.port}`,
    decimal: `smtp://2130706433:${mailbox.port}`,
    encrypted: `smtps://127.0.0.1:${mailbox.port}`,
    deployment: undefined,
  });
  beforeAll(async () => {
    mailbox = await startMailbox({ onConnection: () => (connections += 1) });
    const apps = Object.entries(smtpUrls()).map(([id, smtpUrl]) => ({ id, settings: { ...VERIFYING, mail: { smtpUrl, from } } }));
    parlance = await startParlance({ mode: 'fused', apps, env: { PARLANCE_SMTP_URL: mailbox.url } });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  it.each(['number', 'name', 'mapped', 'decimal', 'encrypted'])(
    'are not connected to (%s): the log names the setting that allows them',
    async (id) => {
      const app = parlance.app(id);
      const refusals = () => parlance.logs.filter((line) => line['app'] === id && /PARLANCE_OUTBOUND_ALLOWED/.test(JSON.stringify(line)));
      const email = newAddress();
      const { status } = await parlance.rest('POST', '/users', { username: email, password: 'a good password', email }, { app });
      expect(status).toBe(201);
      await expect.poll(() => refusals().length).toBe(1);
      expect(JSON.stringify(refusals())).toContain('failed for good');
      expect(connections).toBe(0);
    },
  );

  it('serve as the mail server of the deployment', async () => {
    const email = newAddress();
    await parlance.rest('POST', '/users', { username: email, password: 'a good password', email }, { app: parlance.app('deployment') });
    await mailbox.waitForMail(email);
    expect(connections).toBeGreaterThan(0);
  });
});
