import type { config } from '@parlance/contracts';
import type { Code } from './code.ts';

/** Where the code of apps comes from: folders that the apps file declares, and releases. */
export abstract class CodeSource {
  /**
   * The code in force of an app, as files of this machine; undefined for an app without code. Asked for each call: code that is known
   * already is told at once.
   *
   * @throws CloudCodeFailed (141) for code that is declared and not there; ServiceUnavailable while a release cannot be fetched
   */
  abstract of(app: config.AppForFunctions, requestId: string): Code | undefined | Promise<Code | undefined>;
}
