import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, files, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { FileTriggers } from '../triggers/file-triggers.ts';
import { Quotas } from '../usage/quotas.ts';

/** Removes files for holders of the master key. */
@Controller()
export class RemoveHandler {
  constructor(
    private readonly apps: Apps,
    private readonly quotas: Quotas,
    private readonly triggers: FileTriggers,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(files.remove)
  async remove(@Payload() { name }: files.RemoveRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    if (name === '') throw new ParseError('FileUnnamed', 'Which file is to be deleted is not said.');
    const app = await this.apps.of(context);
    if (app.settings.classicLimits && !(await isReferenced(this.bus, name, context))) throw cannotDelete();
    const file = { name, url: this.triggers.urlOf(app, name), size: null };
    await this.triggers.run(app, 'beforeDelete', file, context);
    if (!(await app.files.remove(name))) throw new ParseError('FileDeleteError', 'FileNotFound');
    this.quotas.forget(app.id);
    await this.triggers.run(app, 'afterDelete', file, context);
    return { status: 200, body: new Uint8Array() };
  }
}

function cannotDelete(): ParseError {
  return new ParseError('FileDeleteError', 'Could not delete file.');
}

/** Walks through the documents of the app until one refers to the file. @throws ParseError RequestTimeout for an app with too many of them */
async function isReferenced(bus: Bus, name: string, context: RequestContext): Promise<boolean> {
  let place: data.DocumentPlace | undefined;
  do {
    const page = await bus.call(data.fileReferences, place === undefined ? {} : { place }, context);
    if (page.names.includes(name)) return true;
    place = page.next;
  } while (place !== undefined);
  return false;
}
