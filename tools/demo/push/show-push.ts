import { ask } from '../ask.ts';
import { CHANNELS, registerFans, type Fan } from './fans.ts';
import { PushClient, type PushTarget } from './push-client.ts';
import { showExperiment } from './show-experiment.ts';

const DEVICES = 10_000;
const [GIANTS] = CHANNELS;

export interface PushDemo {
  /** Synthetic devices; 10,000 when absent. */
  readonly devices?: number;
}

/** Devices subscribe to channels, get a push in their language, and take part in an experiment whose winner goes to the rest. */
export async function showPush(target: PushTarget, { devices = DEVICES }: PushDemo = {}): Promise<void> {
  const client = new PushClient(target);
  console.log(`\nPush: ${devices.toLocaleString('en')} devices subscribe to ${CHANNELS.join(', ')}`);
  const fans = await registerFans(client, devices);
  if (!(await showLanguages(client, fans))) {
    console.log('  This Parlance has no push providers: `npm start` brings simulated ones for the demo app.');
    return;
  }
  await showExperiment(client, fans);
}

/** @returns false where the deployment cannot push */
async function showLanguages(client: PushClient, fans: readonly Fan[]): Promise<boolean> {
  let isServed = true;
  await ask(`A push to all who follow the ${GIANTS}, in three languages`, async () => {
    const id = await client.send({
      where: { channels: GIANTS, installationId: { $regex: '^demo-fan-' } },
      data: { alert: 'The Giants won.', 'alert-de': 'Die Giants haben gewonnen.', 'alert-fr': 'Les Giants ont gagné.', badge: 'Increment' },
    });
    if (id === undefined) {
      isServed = false;
      return [];
    }
    const { numSent, sentPerType = {}, sentPerLocale = {} } = await client.ended(id);
    const followers = fans.filter(({ channels }) => channels.includes(GIANTS)).length;
    if (numSent !== followers) throw new Error(`${numSent} of ${followers} devices got the push.`);
    return [
      `${numSent.toLocaleString('en')} devices follow them, and all of them got it`,
      `by platform: ${counts(sentPerType)}`,
      `by language: ${counts(sentPerLocale)} (default: the English text)`,
    ];
  });
  return isServed;
}

function counts(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, n]) => `${name} ${n.toLocaleString('en')}`)
    .join(', ');
}
