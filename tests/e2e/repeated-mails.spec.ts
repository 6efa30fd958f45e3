import { MODES, startMailbox, startParlance, type Mailbox, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, signUp } from './accounts.ts';

const SETTINGS = { ...PATIENT, verifyUserEmails: true, sendUserEmailVerification: false };
const REQUESTS = 20;
/** Longer than the test takes. */
const WINDOW_SECONDS = 600;

/** An address that no other test has. */
let count = 0;
const newAddress = () => `Ada${(count += 1)}@example.com`;

describe.each(MODES)('mails that are asked for again and again, %s', (mode) => {
  let mailbox: Mailbox;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    parlance = await startParlance({
      mode,
      logLevel: 'debug',
      apps: [
        { id: 'test', settings: SETTINGS },
        { id: 'other', settings: SETTINGS },
      ],
      env: {
        PARLANCE_SMTP_URL: mailbox.url,
        PARLANCE_MAIL_FROM: 'app@parlance.example',
        PARLANCE_MAIL_WINDOW_SECONDS: String(WINDOW_SECONDS),
      },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  /** Mails that the queue worked on and ended so far. */
  const ended = (outcome: string) => parlance.logs.filter((line) => line['outcome'] === outcome).length;
  const ask = async (path: string, email: string, app = 'test') => {
    const { status, body } = await parlance.rest('POST', path, { email }, { app: parlance.app(app) });
    expect([status, body]).toEqual([200, {}]);
  };
  const several = (path: string, email: string) => Promise.all(Array.from({ length: REQUESTS }, () => ask(path, email)));

  it.each(['/requestPasswordReset', '/verificationEmailRequest'])(
    '%s: requests at once and after each other make one entry',
    async (path) => {
      const [email, after] = [newAddress(), newAddress()];
      for (const address of [email, after]) await signUp(parlance, { email: address });
      await several(path, email);
      await mailbox.waitForMail(email);
      await several(path, email);
      // The queue is emptied in order: all that came before this mail is done.
      await ask(path, after);
      await mailbox.waitForMail(after);
      expect(mailbox.mailsTo(email).length).toBe(1);
    },
  );

  it('an address that nobody has costs one look', async () => {
    const before = ended('nobody');
    await several('/requestPasswordReset', newAddress());
    const known = newAddress();
    await signUp(parlance, { email: known });
    await ask('/requestPasswordReset', known);
    await mailbox.waitForMail(known);
    expect(ended('nobody')).toBe(before + 1);
  });

  it('other kinds, other apps and other spellings are mails of their own: none keeps another back', async () => {
    const email = newAddress();
    for (const app of ['test', 'other']) await signUp(parlance, { email }, { app: parlance.app(app) });
    const before = ended('nobody');
    for (const spelling of [email.toLowerCase(), email.toUpperCase(), email.replace('A', 'Á')])
      await ask('/requestPasswordReset', spelling);
    await expect.poll(() => ended('nobody')).toBe(before + 3);
    await ask('/requestPasswordReset', email);
    await ask('/verificationEmailRequest', email);
    await ask('/requestPasswordReset', email, 'other');
    await mailbox.waitForMail(email, 3);
    expect(mailbox.mails.filter(({ to }) => to.toLowerCase() === email.toLowerCase()).length).toBe(3);
  });
});
