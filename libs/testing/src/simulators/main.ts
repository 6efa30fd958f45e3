import { renameSync } from 'node:fs';
import { loadSettings } from '@parlance/settings';
import { writePrivate } from '../../../../tools/launcher/private-file.ts';
import { describeSimulators } from './description.ts';
import { SIMULATOR_SETTINGS } from './settings.ts';
import { startSimulators } from './start-simulators.ts';

/**
 * Runs all simulators in this process until SIGTERM or SIGINT. Once they listen, it prints a line for each with its address; the file of
 * SIMULATORS_FILE is complete by then. Bad settings, or a port that is taken, end it with status 1 and a message.
 */
async function main(): Promise<void> {
  const settings = loadSettings(SIMULATOR_SETTINGS, process.env);
  const simulators = await startSimulators({
    seed: settings.SIMULATORS_SEED,
    bundleId: settings.SIMULATORS_BUNDLE_ID,
    projectId: settings.SIMULATORS_PROJECT_ID,
    ports: {
      control: settings.SIMULATORS_CONTROL_PORT,
      apns: settings.SIMULATORS_APNS_PORT,
      googleOAuth: settings.SIMULATORS_GOOGLE_OAUTH_PORT,
      fcm: settings.SIMULATORS_FCM_PORT,
      microsoftOAuth: settings.SIMULATORS_MICROSOFT_OAUTH_PORT,
      wns: settings.SIMULATORS_WNS_PORT,
      winphone: settings.SIMULATORS_WINPHONE_PORT,
      webPush: settings.SIMULATORS_WEB_PUSH_PORT,
    },
  });
  const description = describeSimulators(simulators, process.pid);
  const file = settings.SIMULATORS_FILE;
  if (file !== undefined) {
    writePrivate(`${file}.new`, `${JSON.stringify(description, undefined, 2)}\n`);
    renameSync(`${file}.new`, file); // nobody ever reads a part of it
  }
  for (const [name, value] of Object.entries(description)) {
    if (hasUrl(value)) console.log(`${name} ${value.url}`);
  }
  console.log(`seed ${simulators.seed}`);
  console.log(`devices ${simulators.controlUrl}/`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void simulators.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function hasUrl(value: unknown): value is { readonly url: string } {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
