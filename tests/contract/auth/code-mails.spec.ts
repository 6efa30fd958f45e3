import { auth } from '@parlance/contracts';
import { startMailbox, type Mailbox } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MODES, type Json } from '../data/data-service.ts';
import { AuthDeployment } from './auth-service.ts';

const PER_HOUR = 8;

describe.each(MODES)('mails of code, %s', (mode) => {
  let mailbox: Mailbox;
  let deployment: AuthDeployment;
  const busy = new Set<string>();

  beforeAll(async () => {
    mailbox = await startMailbox({ refuse: (to) => (busy.delete(to) ? 451 : undefined) });
    deployment = await AuthDeployment.start(mode, {
      PARLANCE_SMTP_URL: mailbox.url,
      PARLANCE_MAIL_FROM: 'Parlance <mails@parlance.example>',
      PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1',
      PARLANCE_CODE_MAILS_PER_HOUR: String(PER_HOUR),
    });
  });
  afterAll(async () => {
    await deployment?.close();
    await mailbox?.close();
  });

  const send = (mail: Json) => deployment.ask(auth.sendMail, { mail: { subject: 'News', text: 'All is well.', ...mail } });

  it('go to each of their recipients, from the app, and never in the name of another', async () => {
    await deployment.declare({});
    await send({ to: ['ada@example.com', 'Bea <bea@example.com>'], html: '<b>well</b>' });
    expect(await mailbox.waitForMail('bea@example.com')).toMatchObject({ subject: 'News', html: '<b>well</b>' });
    expect((await mailbox.waitForMail('ada@example.com')).from).toContain('mails@parlance.example');
    await expect(send({ to: 'ada@example.com', from: 'Bank <bank@example.com>' })).rejects.toMatchObject({ code: 125 });
    await send({ to: 'cleo@example.com', from: 'The Team <mails@parlance.example>' });
    expect((await mailbox.waitForMail('cleo@example.com')).from).toContain('The Team');
  });

  it('have any sender by a mail server of the app itself, and are tried again', async () => {
    await deployment.declare({ mail: { smtpUrl: mailbox.url, from: 'app@example.com' } });
    busy.add('dora@example.com');
    await send({ to: 'dora@example.com', from: 'News <news@example.com>' });
    expect((await mailbox.waitForMail('dora@example.com')).from).toContain('news@example.com');
    expect(deployment.logs.join('')).not.toContain('dora@example.com');
  });

  it('go to the function that sends the mails of the app', async () => {
    await deployment.declare({ mail: { adapter: { function: 'mail' }, from: 'app@example.com' } });
    deployment.functions.set('mail', () => undefined);
    await send({ to: 'eva@example.com' });
    await vi.waitFor(() => expect(deployment.askedFor('mail')).toHaveLength(1), 10_000);
    expect(deployment.askedFor('mail')[0]?.input).toMatchObject({ type: 'code', to: 'eva@example.com', from: 'app@example.com' });
  });

  it('are refused beyond the limit of the app, whatever their texts', async () => {
    await deployment.declare({});
    const more = Array.from({ length: PER_HOUR }, (_, n) => `f${n}@example.com`);
    await expect(send({ to: more })).rejects.toMatchObject({ code: 155 });
    await expect(send({ to: 'x', text: undefined })).rejects.toMatchObject({ code: 111 });
    expect(mailbox.mailsTo('f1@example.com')).toEqual([]);
  });
});
