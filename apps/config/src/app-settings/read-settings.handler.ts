import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { AppStore } from '../registry/app.store.ts';
import { existing } from './existing-app.ts';
import { shownSettings } from './shown-settings.ts';

/** Shows an app's settings to the holders of its master keys. */
@Controller()
export class ReadSettingsHandler {
  constructor(private readonly apps: AppStore) {}

  @Handles(config.readSettings)
  async readSettings(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<config.ShownSettings> {
    requireAnyMaster(context);
    return shownSettings(existing(await this.apps.find(context.app)));
  }
}

function requireAnyMaster({ identity }: RequestContext): void {
  if (identity.kind === 'master' || identity.kind === 'readOnlyMaster') return;
  throw new ParseError('MasterKeyRequired', 'Permission denied');
}
