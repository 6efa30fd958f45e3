import { appSettings, keepSecrets } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import type { AppRecord, SetSettings } from '../registry/app-record.ts';
import { checkSetting, isSettingName } from './check-settings.ts';

/**
 * The settings that PATCH has set so far, with `changes` applied. `{"__op": "Delete"}` puts a setting back to its default, and so does null
 * where null is no value of the setting; a secret that comes back as it was shown (`{"isSet": true}`) stays.
 *
 * @throws ParseError OperationForbidden for a setting that the apps file declares; InvalidJson for an unknown name or an unfit value.
 * One bad member refuses all; the text tells about each.
 */
export function patchSettings(
  { settings, declared }: Pick<AppRecord, 'settings' | 'declared'>,
  changes: Record<string, unknown>,
): SetSettings {
  const names = Object.keys(changes);
  const fixed = names.filter((name) => Object.hasOwn(declared?.settings ?? {}, name));
  if (declared !== undefined && fixed.length > 0) {
    throw new ParseError('OperationForbidden', `${fixed.join(', ')}: declared in ${declared.file}; change it there.`);
  }
  const next = new Map(Object.entries(settings));
  const problems: string[] = [];
  for (const name of names) {
    if (isSettingName(name) && putsBack(name, changes[name])) {
      next.delete(name);
      continue;
    }
    const kept = keptSecrets(name, changes[name], settings[name]);
    const checked = checkSetting(name, kept.value);
    if (kept.problems.length > 0) problems.push(...kept.problems);
    else if (checked.ok) next.set(name, checked.value);
    else problems.push(checked.message);
  }
  if (problems.length > 0) throw new ParseError('InvalidJson', problems.join(' '));
  return Object.fromEntries(next);
}

function putsBack(name: string, sent: unknown): boolean {
  if (sent === null) return !checkSetting(name, null).ok;
  return typeof sent === 'object' && '__op' in sent && sent.__op === 'Delete' && Object.keys(sent).length === 1;
}

function keptSecrets(name: string, sent: unknown, stored: unknown): { readonly value: unknown; readonly problems: readonly string[] } {
  if (!isSettingName(name)) return { value: sent, problems: [] };
  const { value, missing } = keepSecrets(appSettings.shape[name], sent, stored);
  return { value, problems: missing.map((place) => `${[name, place].join('.')}: no secret is stored there that could stay; send it.`) };
}
