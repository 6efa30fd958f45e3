import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_APP_SETTINGS, type AppSettingName } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { SetSettings } from '../registry/app-record.ts';

/** Settings by which the deployment holds its apps in bounds: holders of an app's master key read them. */
const OF_THE_DEPLOYMENT = ['quotas'] as const satisfies readonly AppSettingName[];

/**
 * Lets administrators change every setting, and holders of a master key all but those of the deployment; these they may send as they are.
 *
 * @throws OperationForbidden (119)
 */
export function assertMayChange(before: SetSettings, after: SetSettings, { author }: Pick<RequestContext, 'author'>): void {
  if (author !== undefined && author.kind !== 'masterKey') return;
  const changed = OF_THE_DEPLOYMENT.filter((name) => !isDeepStrictEqual(inForce(before, name), inForce(after, name)));
  if (changed.length > 0)
    throw new ParseError('OperationForbidden', `${changed.join(', ')}: administrators of the deployment change this.`);
}

/** A setting that is not set has its default, and sending that back changes nothing. */
const inForce = (settings: SetSettings, name: (typeof OF_THE_DEPLOYMENT)[number]): unknown => settings[name] ?? DEFAULT_APP_SETTINGS[name];
