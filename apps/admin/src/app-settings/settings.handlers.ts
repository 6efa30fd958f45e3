import { grants, settings, type AdminCaller } from '@parlance/admin-operations';
import { config, push, workers } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

export const SETTINGS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(settings.getSettings, (_request, { ask }) => ask(config.readSettings, {})),
  handles(settings.patchSettings, ({ changes }, { ask, caller }) => {
    if (Object.hasOwn(changes, 'quotas')) assertDecidesOnApps(caller);
    return ask(config.patchSettings, { changes });
  }),
  handles(settings.compareSettings, async ({ other }, { ask, caller }) => {
    if (caller.apps !== 'all' && !caller.apps.includes(other)) {
      throw new ParseError('OperationForbidden', `This caller is not admitted to the app ${other}.`);
    }
    return ask(config.compareSettings, { other });
  }),
  handles(settings.describeSettings, ({ names }, { ask }) => ask(config.explainSettings, names === undefined ? {} : { names })),
  handles(settings.testCredentials, async (_request, { ask }) => {
    const { results } = jsonOf<{ results: TestedCredential[] }>(await ask(push.testCredentials, { body: {} }));
    return { results: results.map(({ appIdentifier = null, ...tested }) => ({ ...tested, appIdentifier })) };
  }),
  handles(settings.countUnusedFiles, async (_request, { ask }) => ({ report: await ask(workers.startCleanUp, { dryRun: true }) })),
  handles(settings.removeUnusedFiles, async ({ app, confirm }, { ask }) => {
    if (confirm !== app) throw new ParseError('ValidationFailed', 'To remove files, confirm has to be the id of the app.');
    return { report: await ask(workers.startCleanUp, { confirm: true }) };
  }),
  handles(settings.readCleanUp, (_request, { ask }) => ask(workers.readCleanUp, {})),
];

/** As `POST /push/credentials/test` lists them. */
interface TestedCredential {
  readonly platform: string;
  readonly provider: string;
  readonly appIdentifier?: string | null;
  readonly ok: boolean;
  readonly answer: string;
}

/** Quotas hold the people of an app in bounds, whose tokens may change all of its other settings. @throws OperationForbidden (119) */
function assertDecidesOnApps({ scopes }: AdminCaller): void {
  if (!grants(scopes, 'apps:write')) throw new ParseError('OperationForbidden', 'To change quotas needs the scope apps:write.');
}
