import type { Bus } from '@parlance/bus';
import { functions } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isMultipart } from '../body/parse-body.ts';
import type { Answer } from '../reply/reply.ts';
import { answerOf } from '../reply/service-reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Parameters of a function are larger than objects: contract 08, section 2. */
export const PARAMETERS_BYTES_MAX = 50 << 20;
const NAME_LENGTH_MAX = 512;
const PATH = '/functions/:functionName';

/**
 * Functions of the app's code. Their parameters are handed on as the bytes that were sent, where there was no envelope around them; they
 * have been looked through like every body. Callers with the read-only master key may call them, too: the code decides on them.
 */
export function addFunctionRoutes(table: RouteTable, bus: Bus): void {
  const call = async (asked: Call<typeof PATH>): Promise<Answer> => {
    const name = asked.path.functionName;
    if (name.length > NAME_LENGTH_MAX) throw new ParseError('CloudCodeFailed', `Invalid function: "${name.slice(0, 100)}…"`);
    return answerOf('http', await bus.call(functions.callFunction, { name, ...parametersOf(asked) }, contextOf(asked)));
  };
  const route = appRoute('POST', PATH, 'app', functions.callFunction.subject, call, { effect: 'read', readsQuery: 'before body' });
  table.add({ ...route, keepsBody: true, takesForms: true, bodyBytesMax: PARAMETERS_BYTES_MAX });
}

function parametersOf({ body, isBare, contentType, input }: Call): Omit<functions.CallRequest, 'name'> {
  if (body !== undefined && contentType !== undefined && isMultipart(contentType)) return { contentType, body };
  return { body: body !== undefined && isBare === true ? body : Buffer.from(JSON.stringify(input)) };
}

/**
 * Clients give up after ten seconds, and hear of a time-out before. Servers, which have a master key, wait longer for a function that the app
 * allows more time; code that calls functions has the deadline of its run.
 */
function contextOf({ app, context, path, isInner }: Call<typeof PATH>): Call['context'] {
  const { kind } = context.identity;
  if (isInner === true || (kind !== 'master' && kind !== 'readOnlyMaster')) return context;
  const { functionSeconds } = app.settings.cloudCode;
  const seconds = Object.hasOwn(functionSeconds, path.functionName) ? functionSeconds[path.functionName] : undefined;
  return seconds === undefined ? context : { ...context, deadline: Math.max(context.deadline, Date.now() + seconds * 1_000) };
}
