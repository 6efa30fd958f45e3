import { MASTER } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { config, functions, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { HOOKS_FILE, PARAMETERS_FILE } from '../app-parts.ts';
import { Hopeless } from '../transfer-run.ts';
import { assertJson, JsonRows } from './json-rows.ts';
import type { ZippedFile } from './zip-file.ts';

/** A small file is no larger, nor is a row of one. */
const BYTES_MAX = 64 * 2 ** 20;

/** All rows of a file that is read at once. @throws MalformedFile; Hopeless for one that is too large */
export async function rowsAtOnce({ name, size, open }: ZippedFile): Promise<readonly unknown[]> {
  if (size > BYTES_MAX) throw new Hopeless(`${name} is too large.`);
  const reader = new JsonRows();
  const values: unknown[] = [];
  for await (const bytes of open(0)) {
    for (const row of reader.push(bytes)) {
      assertJson(row);
      if (row.json === undefined) throw new Hopeless(`A row of ${name} is too large.`);
      values.push(JSON.parse(row.json.toString()));
    }
  }
  reader.finish();
  return values;
}

/** Sets the parameters of an export; others of the app stay. A repetition changes nothing. */
export async function importParameters(bus: Bus, file: ZippedFile, context: () => RequestContext): Promise<void> {
  for (const row of await rowsAtOnce(file)) {
    if (!isObject(row)) throw new Hopeless(`A row of ${PARAMETERS_FILE} is no object.`);
    const { params, masterKeyOnly, conditions } = row;
    const change = { params, masterKeyOnly, ...(conditions === undefined ? {} : { conditions }) };
    await bus.call(config.changeParameters, { change, author: { address: '' } }, { ...context(), identity: MASTER });
  }
}

/** Stores the webhooks of an export; one that is there gets the address of the export. One that nothing here would call is left out. */
export async function importHooks(bus: Bus, file: ZippedFile, context: () => RequestContext): Promise<void> {
  for (const declaration of await rowsAtOnce(file)) {
    if (!isObject(declaration)) throw new Hopeless(`A row of ${HOOKS_FILE} is no object.`);
    const asked = { ...context(), identity: MASTER };
    const isNew = await isTaken(bus.call(functions.createHook, { declaration }, asked));
    const hook = nameOf(declaration);
    if (!isNew && hook !== undefined) await isTaken(bus.call(functions.changeHook, { hook, change: { url: declaration['url'] } }, asked));
  }
}

/** @returns false for a webhook that is refused */
async function isTaken(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'WebhookFailed') return false;
    throw error;
  }
}

function nameOf({ functionName, className, triggerName }: Readonly<Record<string, unknown>>): functions.HookByName | undefined {
  if (typeof functionName === 'string' && functionName !== '') return { functionName };
  return typeof className === 'string' && typeof triggerName === 'string' ? { className, triggerName } : undefined;
}
