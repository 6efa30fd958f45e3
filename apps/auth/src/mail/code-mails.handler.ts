import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext } from '@parlance/contracts';
import { AuthApps } from '../records/apps.ts';
import { CodeMails } from './code-mails.ts';

/** Code of apps writes mails to anybody. */
@Controller()
export class CodeMailsHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly mails: CodeMails,
  ) {}

  @Handles(auth.sendMail)
  async send(
    @Payload() { mail }: { readonly mail: Record<string, unknown> },
    @Ctx() context: RequestContext,
  ): Promise<Record<never, never>> {
    await this.mails.send(mail, await this.apps.of(context), context);
    return {};
  }
}
