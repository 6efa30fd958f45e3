import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext } from '@parlance/contracts';
import { AuthApps } from '../records/apps.ts';
import { exportMail } from './export-mail.ts';
import { ExportSender } from './export-sender.ts';

/** Mails links of exports, for `workers`, which tries again where it fails. */
@Controller()
export class ExportMailHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly sender: ExportSender,
  ) {}

  @Handles(auth.mailExport)
  async mail(@Payload() asked: auth.MailExportRequest, @Ctx() context: RequestContext): Promise<auth.MailExportOutcome> {
    const app = await this.apps.of(context);
    const serverUrl = app.settings.publicServerURL ?? asked.serverUrl;
    if (serverUrl === undefined) return { outcome: 'no public address' };
    const { address, path, className, expiresAt } = asked;
    const link = `${serverUrl.replace(/\/$/, '')}${path}`;
    const isSent = await this.sender.send(app, { to: address, ...exportMail({ appName: app.name, link, className, expiresAt }) }, context);
    return { outcome: isSent ? 'sent' : 'no sender' };
  }
}
