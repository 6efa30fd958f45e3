import { types } from 'node:util';
import type { Run } from '../../channel/messages.ts';
import { bytesOf, toJson } from '../primordials.ts';
import { SDK } from '../sdk/sdk.ts';
import { callerMembers, type Begin, type Outcome, type Surroundings } from './call.ts';
import { readParameters } from './parameters.ts';

const SCRIPT_FAILED = 141;

/**
 * Runs a job until it ends; a text that it returns is its last message.
 *
 * @throws Parse.Error 141 with the text of a thrown string or error, and an empty one for anything else, as in Parse Server
 */
export async function runJob(run: Run, body: Uint8Array, { registry, door }: Surroundings, begin: Begin): Promise<Outcome> {
  const registration = registry.job(run.name);
  if (registration === undefined) throw new SDK.Error(SCRIPT_FAILED, 'Invalid job.');
  const { log, headers, ip } = callerMembers(run, door);
  const request = {
    params: await readParameters(body),
    log,
    headers,
    ip,
    jobName: run.name,
    jobId: run.jobId,
    async message(text: unknown): Promise<void> {
      if (typeof text === 'string' && text !== '') door.say(text);
    },
  };
  begin();
  try {
    const message: unknown = await (registration.handler as (request: unknown) => unknown)(request);
    return { body: bytesOf(toJson(typeof message === 'string' && message !== '' ? { message } : {})) };
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(thrown: unknown): Error {
  const message = typeof thrown === 'string' ? thrown : types.isNativeError(thrown) ? thrown.message : '';
  const error = new SDK.Error(SCRIPT_FAILED, message);
  if (types.isNativeError(thrown) && thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}
