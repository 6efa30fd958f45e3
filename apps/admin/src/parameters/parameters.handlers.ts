import { parameters as administered } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { describedParameters, differences, parametersOf } from './described-parameters.ts';

type Json = Readonly<Record<string, unknown>>;

/** A line of the history as `config` has it. */
interface RecordedChange extends Omit<administered.ParameterChange, 'author'> {
  readonly by: administered.ParameterChange['author'];
}

/** Parameters of Config belong to `config`, whose operations for the master key are asked. */
export const PARAMETERS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(administered.listParameters, (_request, call) => read(call)),
  handles(administered.changeParameters, async ({ params, masterKeyOnly, conditions, ifVersion }, call) => {
    assertNoOperation(params);
    const body = { change: { params, masterKeyOnly, conditions }, author: authorOf(call), ifVersion };
    return changed(call, () => call.ask(config.changeParameters, body));
  }),
  handles(administered.removeParameter, async ({ name, ifVersion }, call) =>
    changed(call, (before) => {
      if (!before.parameters.some((one) => one.name === name)) throw new ParseError('ObjectNotFound', `There is no parameter ${name}.`);
      const change = { params: { [name]: { __op: 'Delete' } } };
      return call.ask(config.changeParameters, { change, author: authorOf(call), ifVersion });
    }),
  ),
  handles(administered.listParameterChanges, async ({ limit, before }, { look }) => {
    const parameters = { limit, ...(before === undefined ? {} : { before }) };
    const { results } = jsonOf<{ results: readonly RecordedChange[] }>(await look(config.listParameterVersions, { parameters }));
    const last = results.at(-1)?.version ?? 0;
    return { changes: results.map(shownChange), ...(results.length === limit && last > 0 ? { next: last } : {}) };
  }),
  handles(administered.getParameterVersion, async ({ version }, { look }) => {
    const found = jsonOf<RecordedChange & { params: Json; masterKeyOnly: Json; conditions: Json }>(
      await look(config.readParameterVersion, { version: String(version) }),
    );
    const { params, masterKeyOnly, conditions, ...change } = found;
    return { change: shownChange(change), parameters: parametersOf(params, masterKeyOnly, conditions) };
  }),
  handles(administered.rollBackParameters, async ({ version, ifVersion }, call) =>
    changed(call, () => call.ask(config.rollBackParameters, { change: { version }, author: authorOf(call), ifVersion })),
  ),
  handles(administered.previewParameters, async ({ app: _app, ...caller }, { look }) => {
    const { why, caller: facts } = jsonOf<{ why: Record<string, PreviewOf>; caller: Json }>(
      await look(config.previewParameters, { caller }),
    );
    const values = Object.entries(why).map(([name, { condition, ...shown }]) => ({
      name,
      ...shown,
      ...(condition === null ? {} : { condition }),
    }));
    return { values: values.toSorted((one, other) => (one.name < other.name ? -1 : 1)), caller: facts };
  }),
];

type PreviewOf = Omit<administered.PreviewedValue, 'name' | 'condition'> & { readonly condition: string | null };

async function read({ look }: AdminCall): Promise<administered.AdministeredParameters> {
  return describedParameters(await look(config.describeParameters, {}));
}

/** Makes a change, and notes the parameters that it has changed. @throws ObjectChanged where somebody else was faster */
async function changed(
  call: AdminCall,
  change: (before: administered.AdministeredParameters) => Promise<unknown>,
): Promise<administered.AdministeredParameters> {
  const before = await read(call);
  await change(before);
  const after = await read(call);
  for (const difference of differences(before.parameters, after.parameters)) call.note(difference);
  return after;
}

export function authorOf({ caller: { address = '' } }: AdminCall): config.ParameterAuthor {
  return { address };
}

function shownChange({ by, ...change }: RecordedChange): administered.ParameterChange {
  return { ...change, author: by };
}

/** People confirm that a parameter is removed: another operation does it. @throws ValidationFailed */
function assertNoOperation(params: Json): void {
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'object' && value !== null && '__op' in value) {
      throw new ParseError('ValidationFailed', `params.${name} is no value. The operation parameters.remove removes a parameter.`);
    }
  }
}
