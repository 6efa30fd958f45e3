import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mfaSettings } from '@parlance/app-settings';
import { Outbound } from '@parlance/outbound';
import { afterEach, expect, it } from 'vitest';
import { sendMessage } from '../../../../apps/auth/src/mfa/index.ts';
import { NOW, refusal, seconds } from './harness.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** A service that sends messages, and the requests that it got. */
async function receiver(status: number) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(status, { location: 'http://127.0.0.2/' }).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`;
  return { got, settings: mfaSettings.parse({ options: ['SMS'], sms: { url, key: 'hook key' } }) };
}

const outbound = new Outbound({ allowedAddresses: ['127.0.0.1'] });
const message = { mobile: '+15551234567', code: '123456' };

it('has a code sent by a call that the receiver can check', async () => {
  const { got, settings } = await receiver(204);
  await sendMessage(message, 'game', settings, outbound, NOW);
  const [call] = got;
  expect(JSON.parse(call?.body ?? '')).toEqual({ app: 'game', mobile: '+15551234567', token: '123456' });
  expect(call?.headers['x-parlance-timestamp']).toBe(String(seconds(0)));
  const expected = createHmac('sha256', 'hook key')
    .update(`${seconds(0)}.${call?.body}`)
    .digest('hex');
  expect(call?.headers['x-parlance-signature']).toBe(expected);
});

it.each([302, 400, 500])('answers 141 when the receiver answers %s', async (status) => {
  const { got, settings } = await receiver(status);
  expect(await refusal(sendMessage(message, 'game', settings, outbound, NOW))).toBe(141);
  expect(got.length).toBe(1);
});

it('answers 141 when the receiver is away, is not allowed, or is not set up', async () => {
  const { settings } = await receiver(204);
  expect(await refusal(sendMessage(message, 'game', settings, new Outbound(), NOW))).toBe(141);
  expect(await refusal(sendMessage(message, 'game', { ...settings, sms: undefined }, outbound, NOW))).toBe(141);
});
