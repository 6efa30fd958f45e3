import { date, pointer } from '../../../conformance/values.ts';
import type { WrittenAccounts } from './accounts.ts';
import type { Writer } from './writer.ts';

/** All that the platform keeps for an app beside its objects: devices, pushes, audiences, config, hooks, files. */
export async function writePlatform(writer: Writer, { of: { ada } }: WrittenAccounts): Promise<void> {
  for (let at = 0; at < 8; at++) {
    await writer.send(
      'POST',
      '/installations',
      {
        installationId: `11111111-0000-4000-8000-00000000000${at}`,
        deviceType: at % 2 === 0 ? 'ios' : 'android',
        ...(at < 6 ? { deviceToken: `abcdef${at}`.repeat(8) } : {}),
        channels: at % 3 === 0 ? ['', 'news'] : ['sports'],
        badge: at,
        timeZone: 'Europe/Rome',
        localeIdentifier: 'it-IT',
        appVersion: '1.2',
        parseVersion: '8.6.2',
        ...(at === 0 ? { user: pointer('_User', ada.objectId) } : {}),
      },
      { as: 'client' },
    );
  }
  await writer.send('POST', '/push', { where: { deviceType: 'ios' }, data: { alert: 'Ciao', badge: 'Increment' } });
  await writer.send('POST', '/push', { channels: ['news'], data: { alert: 'News' }, expiration_interval: 3_600 });
  await writer.send('POST', '/push_audiences', { name: 'All of iOS', query: JSON.stringify({ deviceType: 'ios' }) });
  await writer.send('PUT', '/config', {
    params: { welcome: 'hi', secret: 's', when: date('2020-01-01T00:00:00.000Z'), list: [1, { a: null }] },
    masterKeyOnly: { secret: true },
  });
  await writer.send('POST', '/hooks/functions', { functionName: 'greet', url: 'https://hooks.old.example/greet' });
  await writer.send('POST', '/hooks/triggers', {
    className: 'HookedClass',
    triggerName: 'beforeSave',
    url: 'https://hooks.old.example/before',
  });
  for (const [name, text] of [['hello.txt', 'Hello, files.'], ['long.txt', 'x'.repeat(600_000)]] as const) {
    await writer.send('POST', `/files/${name}`, text, { headers: { 'Content-Type': 'text/plain' } });
  } // prettier-ignore
  await writer.try('PUT', '/graphql-config', { params: { enabledForClasses: ['Team'] } });
}
