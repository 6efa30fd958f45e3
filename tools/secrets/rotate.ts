import { serviceSettings } from '@parlance/service';
import { describeError } from '@parlance/telemetry';
import { CONFIG_SETTINGS } from '../../apps/config/src/settings.ts';
import { rotateSecrets } from '../../apps/config/src/secrets/rotate-secrets.ts';

/** `npm run secrets:rotate`, with the environment of the config service: PARLANCE_SECRETS_KEY_FILE or its like, and MONGODB_URL. */
async function main(): Promise<number> {
  try {
    await rotateSecrets(serviceSettings(CONFIG_SETTINGS, process.env), (sentence) => console.log(sentence));
    return 0;
  } catch (error) {
    const { message, code, code_name } = describeError(error);
    console.error([message, code, code_name].filter((part) => part !== undefined).join(' '));
    return 1;
  }
}

process.exit(await main());
