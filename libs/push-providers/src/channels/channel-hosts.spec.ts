import { describe, expect, it } from 'vitest';
import { ChannelHosts, MPNS_HOSTS, WEB_PUSH_HOSTS, WNS_HOSTS } from './channel-hosts.ts';

describe('T13 hosts of channels', () => {
  const hosts = new ChannelHosts([...WNS_HOSTS, 'localhost:8443']);

  it.each([
    'https://db5.notify.windows.com/?token=abc',
    'https://DB5.Notify.Windows.COM/x',
    'https://a.b.notify.windows.com:443/x',
    'https://localhost:8443/channel/1',
  ])('are allowed: %s', (uri) => {
    expect(hosts.allowed(uri)).toBeInstanceOf(URL);
  });

  it.each([
    'http://db5.notify.windows.com/',
    'https://notify.windows.com/',
    'https://evilnotify.windows.com/',
    'https://notify.windows.com.evil.example/',
    'https://db5.notify.windows.com.evil.example/',
    'https://db5.notify.windows.com@evil.example/',
    'https://user:word@db5.notify.windows.com/',
    'https://evil.example/?.notify.windows.com',
    'https://evil.example/.notify.windows.com',
    'https://evil.example#.notify.windows.com',
    'https://evil.example\\.notify.windows.com',
    'https://db5.notify.windows.com:8443/',
    'https://db5.notify.windows.com./',
    'https://.notify.windows.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://localhost:8444/',
    'ftp://db5.notify.windows.com/',
    'javascript:alert(1)//.notify.windows.com',
    '//db5.notify.windows.com/',
    '',
  ])('are not allowed: %s', (uri) => {
    expect(hosts.allowed(uri)).toBeUndefined();
  });

  it('of phones, which get no credentials, are called without TLS too, as their channels have none', () => {
    const phones = new ChannelHosts(MPNS_HOSTS, { plain: true });
    expect(phones.allowed('http://s.notify.live.net/u/1/db3/abc')).toBeInstanceOf(URL);
    expect(phones.allowed('https://s.notify.live.net/u/1/db3/abc')).toBeInstanceOf(URL);
    for (const uri of ['ftp://s.notify.live.net/', 'http://s.notify.live.net:22/', 'http://evil.example/', 'http://a@s.notify.live.net/']) {
      expect(phones.allowed(uri), uri).toBeUndefined();
    }
  });

  it('of browsers are those of their vendors', () => {
    const vendors = new ChannelHosts(WEB_PUSH_HOSTS);
    for (const endpoint of [
      'https://fcm.googleapis.com/fcm/send/abc',
      'https://updates.push.services.mozilla.com/wpush/v2/abc',
      'https://web.push.apple.com/abc',
      'https://wns2-db5p.notify.windows.com/w/?token=abc',
    ]) {
      expect(vendors.allowed(endpoint), endpoint).toBeInstanceOf(URL);
    }
    expect(vendors.allowed('https://storage.googleapis.com/bucket')).toBeUndefined();
  });
});
