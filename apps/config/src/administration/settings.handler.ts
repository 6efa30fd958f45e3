import { isDeepStrictEqual } from 'node:util';
import { appSettings, DEFAULT_APP_SETTINGS, OWNED, redact, type AppSettingName } from '@parlance/app-settings';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import { isSettingName, SETTING_NAMES } from '../app-settings/check-settings.ts';
import { effectiveSettings } from '../app-settings/effective-settings.ts';
import { AppStore } from '../registry/app.store.ts';
import { found } from './administered-app.ts';

const NOBODY = (): void => undefined;
const OWNERS: ReadonlyMap<string, string> = new Map(
  Object.entries(OWNED).flatMap(([owner, { settings }]) => Object.keys(settings).map((name) => [name, owner] as const)),
);

/** Settings of apps, explained and compared. */
@Controller()
export class SettingsHandler {
  constructor(private readonly apps: AppStore) {}

  @Handles(config.explainSettings)
  async explain(@Payload() { names }: { names?: string[] | undefined }, @Ctx() { app }: RequestContext) {
    const record = found(await this.apps.find(app));
    const wanted = (names ?? SETTING_NAMES).map(settingName);
    const last = await this.apps.lastChanges(app);
    const effective = effectiveSettings(record, NOBODY);
    const settings = wanted.map((name): config.ExplainedSetting => {
      const schema = appSettings.shape[name];
      const changed = last.get(name);
      const isSet = Object.hasOwn(record.settings, name);
      return {
        name,
        owner: OWNERS.get(name) ?? '',
        description: schema.description ?? '',
        schema: shape(schema),
        default: redact(schema, DEFAULT_APP_SETTINGS[name]),
        value: redact(schema, effective[name]),
        from: Object.hasOwn(record.declared?.settings ?? {}, name) ? 'appsFile' : isSet ? 'request' : 'default',
        changed: changed === undefined ? null : { at: changed.at.toISOString(), who: changed.who },
      };
    });
    return { settings };
  }

  @Handles(config.compareSettings)
  async compare(@Payload() { other }: { other: string }, @Ctx() { app }: RequestContext) {
    const [one, two] = await Promise.all([this.apps.find(app), this.apps.find(other)]);
    const [left, right] = [effectiveSettings(found(one), NOBODY), effectiveSettings(found(two), NOBODY)];
    const different = SETTING_NAMES.filter((name) => !isDeepStrictEqual(left[name], right[name]));
    const differences = different.map((name) => {
      const schema = appSettings.shape[name];
      return { name, value: redact(schema, left[name]), other: redact(schema, right[name]) };
    });
    return { differences, same: SETTING_NAMES.length - different.length };
  }
}

/** @throws InvalidQuery (102) */
function settingName(name: string): AppSettingName {
  if (!isSettingName(name)) throw new ParseError('InvalidQuery', `There is no setting ${name.slice(0, 64)}.`);
  return name;
}

/** JSON Schema, in which parts that it has no words for admit anything. */
function shape(schema: z.ZodType): unknown {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
