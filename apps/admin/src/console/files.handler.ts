import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { consoleFiles, type AdminOperation } from '@parlance/admin-operations';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { admin, files, type RequestContext } from '@parlance/contracts';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { Callers } from '../callers/callers.ts';
import { handles } from '../dispatch/admin-handler.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { askedOf } from './asked-of.ts';

/** Without conditions of a browser's cache: each look is a new one. */
const WHOLE = { withBytes: true, conditions: {}, query: '' } as const;

const HANDLERS = [
  handles(consoleFiles.openUpload, ({ app: _app, ...words }, { ask }) => ask(files.openUpload, words)),
  handles(consoleFiles.openFile, ({ name }, { look }) => look(files.openDownload, { name, ...WHOLE })),
];

/** Files of apps for the console: the right to look and to upload is decided as for any administrative operation, and uploads are in the audit. */
@Controller()
export class FilesHandler {
  readonly #dispatcher: Dispatcher;

  constructor(callers: Callers, @Inject(BUS) bus: Bus, @Inject(LOGGER) logger: Logger) {
    this.#dispatcher = new Dispatcher({ handlers: HANDLERS, callers, bus, logger });
  }

  @Handles(admin.openUpload)
  openUpload(@Payload() request: admin.OpenUploadRequest, @Ctx() context: RequestContext): Promise<files.OpenedUpload> {
    return this.#perform(consoleFiles.openUpload, request, context) as Promise<files.OpenedUpload>;
  }

  @Handles(admin.openFile)
  openFile(@Payload() request: admin.OpenFileRequest, @Ctx() context: RequestContext): Promise<files.OpenedDownload> {
    return this.#perform(consoleFiles.openFile, request, context) as Promise<files.OpenedDownload>;
  }

  #perform<Request, Reply>(
    operation: AdminOperation<Request, Reply>,
    { session, address, ...request }: admin.ConsoleCaller,
    context: RequestContext,
  ): Promise<object> {
    return this.#dispatcher.call(operation, { ...askedOf({ session, address }, context), deadline: context.deadline, request });
  }
}
