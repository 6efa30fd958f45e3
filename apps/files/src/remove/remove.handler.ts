import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { Quotas } from '../usage/quotas.ts';

/** Removes files for holders of the master key. */
@Controller()
export class RemoveHandler {
  constructor(
    private readonly apps: Apps,
    private readonly quotas: Quotas,
  ) {}

  @Handles(files.remove)
  async remove(@Payload() { name }: files.RemoveRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    if (name === '') throw new ParseError('FileUnnamed', 'Which file is to be deleted is not said.');
    const app = await this.apps.of(context);
    if (!(await app.files.remove(name))) throw new ParseError('FileDeleteError', 'Could not delete file.');
    this.quotas.forget(app.id);
    return { status: 200, body: new Uint8Array() };
  }
}
