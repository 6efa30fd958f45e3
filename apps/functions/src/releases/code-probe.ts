import { dirname } from 'node:path';
import { cloudManifest, type CloudManifest, type config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { limitsOf } from '../calls/code-calls.ts';
import type { Code } from '../host/code.ts';
import type { CodeHost } from '../host/code-host.ts';
import { syntaxPlace } from '../loading/syntax-place.ts';
import { UnloadableCode } from '../loading/unloadable-code.ts';

/**
 * Loads code in a process that serves no call.
 *
 * @returns all that it registers
 * @throws UnloadableCode with the place of a syntax error; CloudCodeFailed (141) for other code that cannot be loaded, or whose registrations
 * are none; ServiceUnavailable where there is no place for a process
 */
export async function probeCode(host: CodeHost, app: config.AppForFunctions, code: Code): Promise<CloudManifest> {
  const registered = await host.probe(app.id, code, limitsOf(app)).catch(async (error: unknown) => {
    const isFault = error instanceof ParseError && error.kind === 'CloudCodeFailed';
    const found = isFault ? await syntaxPlace(dirname(code.entry)).catch(() => undefined) : undefined;
    throw found === undefined ? error : new UnloadableCode(found.text, found);
  });
  const checked = cloudManifest.safeParse({ ...registered, version: code.version });
  if (checked.success) return checked.data;
  const [fault] = checked.error.issues;
  throw new ParseError('CloudCodeFailed', `The code registers something that nobody knows: ${fault?.path.join('.') ?? ''}.`);
}
