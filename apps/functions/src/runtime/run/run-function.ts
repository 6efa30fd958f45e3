import type { Run } from '../../channel/messages.ts';
import { asSdkError, OF_VALIDATOR } from '../errors/thrown.ts';
import { bytesOf, toJson } from '../primordials.ts';
import type { Handler, Registration } from '../registry/registry.ts';
import { SDK, type Json } from '../sdk/sdk.ts';
import { validate } from '../validate/validate.ts';
import { callerMembers, type Begin, type Outcome, type Surroundings } from './call.ts';
import { readContext } from './context.ts';
import { readParameters } from './parameters.ts';
import { responder, type Stated } from './responder.ts';

const SCRIPT_FAILED = 141;

/**
 * Calls a function: its validator, then its handler, and encodes the result.
 *
 * @throws anything that the code throws; Parse.Error 141 for a function that does not exist
 */
export async function runFunction(run: Run, body: Uint8Array, { registry, door, settings }: Surroundings, begin: Begin): Promise<Outcome> {
  const registration = registry.function(run.name);
  if (registration === undefined) throw new SDK.Error(SCRIPT_FAILED, `Invalid function: "${run.name}"`);
  const request = {
    params: await readParameters(body, run.contentType, settings.encodeParseObjectInCloudFunction),
    ...callerMembers(run, door),
    functionName: run.name,
    context: readContext(run.context),
  };
  if (registration.validator !== undefined) begin();
  await validated(registration, request, run);
  if (run.what === 'validate') return { body: bytesOf('{}') };
  begin();
  const { result, status, headers } = await handled(registration.handler, request);
  return { status, headers, body: bytesOf(toJson({ result: SDK._encode(result) })) };
}

async function validated({ validator }: Registration, request: { master: boolean; params: Json }, { roles }: Run): Promise<void> {
  try {
    await validate(validator, request, () => roles ?? []);
  } catch (error) {
    throw asSdkError(error, OF_VALIDATOR);
  }
}

/** A handler with two parameters states its outcome through the second, or returns it; one that does neither is waited for. */
async function handled(handler: Handler, request: unknown): Promise<Stated> {
  if (handler.length < 2) return { result: await (handler as (request: unknown) => unknown)(request), status: undefined, headers: {} };
  const { response, stated, isStated } = responder();
  const returned = await (handler as (request: unknown, response: unknown) => unknown)(request, response);
  if (!isStated() && returned !== undefined) response.success(returned);
  return stated;
}
