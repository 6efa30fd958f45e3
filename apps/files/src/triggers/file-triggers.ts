import type { Bus } from '@parlance/bus';
import { FILE_CLASS, functions, type RequestContext, type TriggerKind } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';

const FORBIDDEN_STATUS = 403;
/** Errors that no code of an app decides about. */
const OURS: ReadonlySet<string> = new Set(['ServiceUnavailable', 'RequestTimeout', 'InternalServerError']);

/** Asks the triggers of files that code of apps has. An app without any is never asked about. */
export class FileTriggers {
  readonly #bus: Bus;
  readonly #publicUrl: string;

  /** @param publicUrl address of the mount as clients reach it */
  constructor(bus: Bus, publicUrl: string) {
    this.#bus = bus;
    this.#publicUrl = publicUrl;
  }

  /** The address of a stored file as code of the app sees it. */
  urlOf(app: App, name: string): string {
    return this.#publicUrl + app.pathOf(name);
  }

  /**
   * Runs a trigger, where the app has it. The time that the bytes of an upload took is no part of its deadline.
   *
   * @throws ParseError of the code; ServiceUnavailable; RequestTimeout; CloudCodeFailed (141), also for an outcome that is none
   */
  async run(app: App, kind: TriggerKind, file: functions.FileInput, context: RequestContext): Promise<functions.FileOutcome> {
    if (!app.triggers.has(kind)) return {};
    const input: functions.TriggerInput = { file };
    const request = { kind, className: FILE_CLASS, body: Buffer.from(JSON.stringify(input)) };
    const deadline = Date.now() + app.settings.requestDeadlineMs;
    const { body } = await this.#bus.call(functions.runTrigger, request, { ...context, deadline });
    return body.length === 0 ? {} : outcomeOf(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  }

  /** The same for a trigger of downloads: whatever it throws refuses the download, with 403. */
  async runOfDownload(app: App, kind: TriggerKind, file: functions.FileInput, context: RequestContext): Promise<functions.FileOutcome> {
    try {
      return await this.run(app, kind, file, context);
    } catch (error) {
      if (!(error instanceof ParseError) || OURS.has(error.kind)) throw error;
      throw ParseError.custom(error.code, error.message, FORBIDDEN_STATUS);
    }
  }
}

/** @throws CloudCodeFailed (141) */
function outcomeOf(text: string): functions.FileOutcome {
  try {
    const { file = {} } = JSON.parse(text) as { readonly file?: unknown };
    return functions.fileOutcome.parse(file);
  } catch (cause) {
    throw new ParseError('CloudCodeFailed', 'The trigger has answered with something that is no file.', { cause });
  }
}
