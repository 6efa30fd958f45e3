import { startMailbox, type Mailbox } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransfersDeployment } from './transfers-deployment.ts';

describe('XPT-04 the link of an export', () => {
  let deployment: TransfersDeployment;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await startMailbox();
    const env = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'Parlance <parlance@example.com>' };
    deployment = await TransfersDeployment.start({ env });
  });
  afterAll(async () => {
    await deployment?.close();
    await mailbox?.close();
  });

  it('is mailed to the one who has asked, opens the file without a key, and expires', async () => {
    await deployment.import('/imports/Game', '[{"a":1}]');
    const { job } = await deployment.export({ className: 'Game', email: 'ann@example.com' });
    const mail = await mailbox.waitForMail('ann@example.com');
    const [link = ''] = mail.links;
    expect(link).toContain(`/exports/test/${job.id}/file?token=`);
    const path = new URL(link);
    const address = `${deployment.parlance.url}/exports/test/${job.id}/file${path.search}`;
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ results: [{ a: 1 }] });
    for (const token of ['', 'wrong', path.searchParams.get('token')?.slice(1)]) {
      expect((await fetch(address.replace(/token=.*/, `token=${token}`))).status).toBe(404);
    }
    expect((await fetch(address.replace(/\?.*/, ''))).status).toBe(404);
    const stored = (await deployment.parlance.workersDatabase()).collection('transfers');
    expect(JSON.stringify(await stored.find().toArray())).not.toContain(path.searchParams.get('token'));
    await stored.updateOne({ id: job.id }, { $set: { endedAt: new Date(Date.now() - 8 * 24 * 3_600_000) } });
    expect((await fetch(address)).status).toBe(404);
    expect((await deployment.ask('GET', `/exports/${job.id}`)).body).not.toHaveProperty('file');
  });
});
