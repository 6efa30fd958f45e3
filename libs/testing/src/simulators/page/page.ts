import { markup, type Html } from '@parlance/hosted-pages';
import type { KeptDelivery } from '../frame/journal.ts';
import type { RunningSimulator } from '../frame/running.ts';
import { recentDevices, type Device } from './devices.ts';
import { PLATFORMS, type PlatformName } from './drawn.ts';
import { STYLE } from './style.ts';

const REFRESH_SECONDS = 2;

/** The page of all simulated devices with their notifications; it loads itself anew every two seconds. */
export function devicesPage(simulators: readonly RunningSimulator<unknown>[]): string {
  const { shown, others } = recentDevices(simulators);
  const body =
    shown.length === 0
      ? markup`<p>No device has got a message yet. Send a push, and this page shows it.</p>`
      : markup`<div class="devices">${joined(shown.map(deviceCard))}</div>`;
  const rest = others > 0 ? markup`<p>${String(others)} more devices got messages; the control API has them all.</p>` : undefined;
  return String(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}">
<title>Simulated devices</title>
${style()}
</head>
<body>
<h1>Simulated devices</h1>
${body}
${rest}
</body>
</html>
`);
}

function deviceCard({ platform, token, deliveries, messages }: Device): Html {
  const notes = joined(deliveries.map((delivery) => note(platform, delivery)));
  const more = messages > deliveries.length ? markup`<small>${String(messages - deliveries.length)} earlier messages</small>` : undefined;
  return markup`
<section class="device ${platform}">
<h2>${PLATFORMS[platform].label} <code title="${token}">${token}</code></h2>
${notes}${more}
</section>`;
}

function note(platform: PlatformName, delivery: KeptDelivery): Html {
  const { title, text, badge, silent } = PLATFORMS[platform].draw(delivery);
  const facts = Object.entries(delivery.facts).map(([name, value]) => `${name}: ${value}\n`);
  return markup`
<article class="note${silent ? ' silent' : ''}">
${badge === undefined ? undefined : markup`<i class="badge">${badge}</i>`}
${title === undefined ? undefined : markup`<b>${title}</b>`}
<span>${silent ? 'For the app alone: nothing is shown.' : text}</span>
<small>${new Date(delivery.at).toISOString()}${delivery.pushId === '' ? '' : ` · push ${delivery.pushId}`}</small>
<details><summary>Payload</summary><pre>${facts.join('')}${delivery.payload}</pre></details>
</article>`;
}

/** The style is a constant of ours; characters that would be escaped do not stand in it. */
const style = (): Html => markup`<style>${STYLE}</style>`;

const joined = (pieces: readonly Html[]): Html => pieces.reduce((before, piece) => markup`${before}${piece}`, markup``);
