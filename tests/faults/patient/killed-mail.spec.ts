import { startMailbox, testServers, type Mailbox } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';

const EMAIL = 'ada@example.com';

describe('under npm start -- --split', () => {
  let mailbox: Mailbox;
  let parlance: LaunchedParlance;
  let begin!: () => void;
  let goOn!: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
  beforeAll(async () => {
    mailbox = await startMailbox({
      refuse: async () => {
        begin();
        await mayGoOn;
        return undefined;
      },
    });
    const env = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' };
    parlance = await LaunchedParlance.start(testServers(), { verifyUserEmails: true, requestDeadlineMs: 60_000 }, env);
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  it('USR-18 a mail whose service is killed while it sends is sent by the next', async () => {
    const user = { username: 'ada', password: 'a right password', email: EMAIL };
    const answer = await fetch(`${parlance.url}/users`, { method: 'POST', headers: parlance.headers, body: JSON.stringify(user) });
    expect(answer.status).toBe(201);
    await begun;
    await parlance.kill('auth');
    goOn();
    await parlance.reported('auth runs again.');
    expect((await mailbox.waitForMail(EMAIL)).links[0]).toContain('verify_email?token=');
    expect(mailbox.mailsTo(EMAIL).length).toBe(1);
  });
});
