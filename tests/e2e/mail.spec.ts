import { auth, type RequestContext } from '@parlance/contracts';
import { PUBLIC } from '@parlance/acl';
import { MODES, startMailbox, startParlance, type Mailbox, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PASSWORD, PATIENT, signUp, verdict } from './accounts.ts';

const FROM = 'app@parlance.example';

describe.each(MODES)('flows by mail, %s', (mode) => {
  let mailbox: Mailbox;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    parlance = await startParlance({
      mode,
      apps: [{ id: 'test', settings: PATIENT }],
      env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: FROM },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  const context = (app = 'test'): RequestContext => ({ app, identity: PUBLIC, deadline: Date.now() + 60_000, requestId: 'page' });
  const bus = () => parlance.processes[0]!.running.bus;

  it('USR-24 USR-25 resets a password by mail', async () => {
    const { username, token } = await signUp(parlance, { email: 'reset@example.com' });
    const asked = await parlance.rest('POST', '/requestPasswordReset', { email: 'reset@example.com' });
    expect([asked.status, asked.body]).toEqual([200, {}]);
    const mail = await mailbox.waitForMail('reset@example.com');
    const link = tokenOf(mail.links[0]!);
    expect(await bus().call(auth.checkResetLink, { token: link }, context())).toEqual({ valid: true });
    expect(await bus().call(auth.resetPassword, { token: link, password: 'a new password' }, context())).toEqual({ outcome: 'changed' });
    expect(await bus().call(auth.resetPassword, { token: link, password: 'another password' }, context())).toEqual({
      outcome: 'invalid link',
    });
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);
    expect(verdict(await parlance.rest('POST', '/login', { username, password: PASSWORD }))).toEqual([404, 101]);
    expect(verdict(await parlance.rest('POST', '/login', { username, password: 'a new password' }))).toEqual([200, 0]);
  });
});

function tokenOf(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}
