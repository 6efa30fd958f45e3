import { startMailbox, startParlance, type Mailbox, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, signUp } from '../accounts.ts';

/** A token as Parse Server stores it: in the clear, 25 signs. */
const OF_THE_PEER = 'n1iCaiJB0MHGfYTWUrdi795zm';
const TOMORROW = new Date(Date.now() + 86_400_000);
const SETTINGS = {
  ...PATIENT,
  verifyUserEmails: true,
  sendUserEmailVerification: false,
  emailVerifyTokenReuseIfValid: true,
  passwordPolicy: { resetTokenReuseIfValid: true },
};

describe('mail tokens that Parse Server has left', () => {
  let mailbox: Mailbox;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    const env = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: SETTINGS }], env });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  it.each([
    ['/requestPasswordReset', '_perishable_token'],
    ['/verificationEmailRequest', '_email_verify_token'],
  ])('are not outstanding for %s: a new link is mailed, and works', async (path, member) => {
    const email = `user${member}@example.com`;
    const { id } = await signUp(parlance, { email });
    const users = (await parlance.database()).collection<{ _id: string }>('_User');
    await users.updateOne({ _id: id }, { $set: { [member]: OF_THE_PEER, [`${member}_expires_at`]: TOMORROW } });
    expect((await parlance.rest('POST', path, { email })).status).toBe(200);
    const { links } = await mailbox.waitForMail(email);
    expect((await fetch(links[0] ?? '')).status).toBe(200);
    const stored = await users.findOne({ _id: id });
    expect(stored).not.toHaveProperty(member, OF_THE_PEER);
  });
});
