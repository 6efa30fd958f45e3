import { ask } from './ask.ts';
import type { ParseSdk } from './sdk.ts';

const WELCOME = 'demoWelcome';

/** Sets a parameter with the master key, and reads it as an app does. */
export async function askConfigQuestions(sdk: ParseSdk): Promise<void> {
  await ask('Config: the app is told its greeting, and a later one', async () => {
    const first = await greeting(sdk, 'Buongiorno');
    const second = await greeting(sdk, 'Buonasera');
    return [`as an app reads it: ${first}`, `after a change with the master key: ${second}`];
  });
}

async function greeting(sdk: ParseSdk, text: string): Promise<string> {
  await sdk.Config.save({ [WELCOME]: text }, {});
  const read: unknown = (await sdk.Config.get()).get(WELCOME);
  if (read !== text) throw new Error(`The app reads ${String(read)} instead of ${text}.`);
  return text;
}
