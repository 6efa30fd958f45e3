import { schema } from '@parlance/admin-operations';
import { config, data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

type Described = Record<string, unknown>;

export const SCHEMA_HANDLERS: readonly AnyAdminHandler[] = [
  handles(schema.getSchema, async ({ className }, { ask }) => {
    if (className !== undefined) return { classes: [jsonOf<Described>(await ask(data.describeClass, { className }))] };
    return { classes: jsonOf<{ results: Described[] }>(await ask(data.listClasses, {})).results };
  }),
  handles(schema.planSchema, ({ app: _app, definitions, ...options }, { ask }) => ask(data.planSchema, { definitions, options })),
  handles(schema.applySchema, async ({ app, confirm, definitions, ...options }, { ask }) => {
    if (confirm !== undefined && confirm !== app) throw new ParseError('ValidationFailed', `confirm has to be the id of the app, ${app}.`);
    await ask(config.noteUnfinished, { kind: 'schema.apply', stage: 'begin' });
    return ask(data.startSchemaApply, { definitions, options, mayLoseData: confirm === app });
  }),
  handles(schema.readApply, ({ id }, { ask }) => ask(data.readSchemaApply, { id })),
  handles(schema.listApplies, (_request, { ask }) => ask(data.listSchemaApplies, {})),
  handles(schema.cancelApply, ({ id }, { ask }) => ask(data.cancelSchemaApply, { id })),
  handles(schema.lockSchema, (_request, call) => setLock(call, true)),
  handles(schema.unlockSchema, (_request, call) => setLock(call, false)),
];

async function setLock({ ask }: AdminCall, lockSchemas: boolean): Promise<{ locked: boolean }> {
  const { settings } = await ask(config.patchSettings, { changes: { schema: { lockSchemas } } });
  return { locked: (settings['schema'] as { lockSchemas: boolean }).lockSchemas };
}
