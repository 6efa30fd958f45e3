import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR_USER, busUser, busUserName, busUsers, type BusUser } from './bus-users.ts';
import { SERVICES, type Service } from './services.ts';

const service = (name: string): Service => SERVICES.find((one) => one.name === name) as Service;
const user = (name: string): BusUser => busUser([service(name)], 'p');

/** As the NATS server decides it. */
function matches(pattern: string, subject: string): boolean {
  const escaped = pattern.split('.').map((part) => (part === '*' ? '[^.]+' : part === '>' ? '.+' : part.replace(/[+$^]/g, '\\$&')));
  return new RegExp(`^${escaped.join('\\.')}$`).test(subject);
}
const may = (patterns: readonly string[], subject: string): boolean => patterns.some((pattern) => matches(pattern, subject));
const publishes = (name: string, subject: string): boolean => may(user(name).publish, subject);
const hears = (name: string, subject: string): boolean => may(user(name).subscribe.map((one) => one.subject), subject); // prettier-ignore

describe('the user of a service', () => {
  it.each([
    ['gateway', 'p.auth.log-in'],
    ['console', 'p.admin.perform'],
    ['gateway', 'p.data.create'],
    ['gateway', 'p.data.create.someProcess'],
    ['gateway', 'p.config.app-for-gateway'],
    ['auth', 'p.data.find-for-service'],
    ['auth', 'p.config.app-for-auth'],
    ['functions', 'p.data.update-for-service.someProcess'],
    ['workers', 'p.data.update-for-service'],
    ['data', 'p.config.app-for-data'],
    ['data', 'p.events.data.schema-changed'],
    ['data', 'p.events.auth.identity-changed'],
    ['config', 'p.inbox.gateway.random.1'],
    ['config', 'p.presence.here'],
    ['config', 'p.workers.ping.someProcess'],
    ['gateway', 'p.journal.analytics.events'],
    ['admin', 'p.config.list-apps'],
    ['admin', 'p.data.find'],
    ['analytics', '$JS.API.STREAM.CREATE.p_analytics'],
    ['analytics', '$JS.API.CONSUMER.MSG.NEXT.p_analytics.name'],
  ])('%s may send to %s', (name, subject) => {
    expect(publishes(name, subject)).toBe(true);
  });

  it.each([
    ['gateway', 'p.admin.perform'],
    ['console', 'p.config.sign-in'],
    ['gateway', 'p.data.create-for-service'],
    ['gateway', 'p.data.find-for-service.someProcess'],
    ['gateway', 'p.config.app-for-auth'],
    ['gateway', 'p.config.list-apps'],
    ['data', 'p.config.app-for-auth'],
    ['data', 'p.auth.log-in'],
    ['functions', 'p.data.create-for-service'],
    ['config', 'p.data.update-for-service'],
    ['config', 'p.data.find'],
    ['config', 'p.auth.identify'],
    ['auth', 'p.events.config.app-changed'],
    ['auth', 'q.data.find-for-service'],
    ['auth', 'q.data.ping.someProcess'],
    ['config', 'p.data.ping-anything.someProcess'],
    ['auth', '$JS.API.INFO'],
    ['data', 'p.journal.analytics.events'],
    ['analytics', 'p.journal.analytics.events'],
    ['analytics', '$JS.API.STREAM.DELETE.p_analytics'],
    ['analytics', '$JS.API.STREAM.PURGE.p_other'],
    ['gateway', '$JS.API.STREAM.PURGE.p_analytics'],
  ])('%s may not send to %s', (name, subject) => {
    expect(publishes(name, subject)).toBe(false);
  });

  it('hears requests to itself, in its own queue group alone, events, and replies to itself', () => {
    expect(user('auth').subscribe).toEqual([
      { subject: 'p.auth.>', queue: 'auth' },
      { subject: 'p.events.>' },
      { subject: 'p.presence.>' },
      { subject: 'p.inbox.auth.>' },
    ]);
  });

  it.each([
    ['data', 'p.auth.log-in'],
    ['gateway', 'p.auth.log-in'],
    ['config', 'p.data.create-for-service'],
    ['gateway', 'p.inbox.auth.random.1'],
    ['data', '_INBOX.x'],
  ])('%s does not hear %s', (name, subject) => {
    expect(hears(name, subject)).toBe(false);
  });

  it('answers callers outside of the deployment, and tools that look for services, where the service has a door for them', () => {
    expect(user('admin').answersAnywhere).toBe(true);
    expect([hears('admin', '$SRV.PING'), hears('admin', 'p.admin.apps.list'), hears('data', '$SRV.PING')]).toEqual([true, true, false]);
    expect(user('data').answersAnywhere).toBeUndefined();
  });

  it('of a process with several services has the rights of all of them', () => {
    const shared = busUser(SERVICES, 'p');
    expect(shared.name).toBe('standalone');
    for (const { publish } of SERVICES.map((one) => busUser([one], 'p')))
      expect(shared.publish).toEqual(expect.arrayContaining([...publish]));
    expect(shared.subscribe).toContainEqual({ subject: 'p.inbox.standalone.>' });
  });
});

it('there is a user for each service, and one for processes that host several', () => {
  expect(busUsers('p').map(({ name }) => name)).toEqual([
    'gateway',
    'console',
    'admin',
    'analytics',
    'workers',
    'auth',
    'push',
    'files',
    'data',
    'functions',
    'config',
    'standalone',
    'administrator',
  ]);
  expect([busUserName(['data']), busUserName(['data', 'config']), busUserName([])]).toEqual(['data', 'standalone', 'standalone']);
});

describe('the user of administrators', () => {
  const administrator = busUsers('p').find(({ name }) => name === ADMINISTRATOR_USER) as BusUser;

  it('asks the operations of administration and hears answers to itself alone', () => {
    for (const subject of ['p.admin.apps.get', '$SRV.PING', '$SRV.INFO.parlance-admin'])
      expect(may(administrator.publish, subject)).toBe(true);
    expect(administrator.subscribe).toEqual([{ subject: 'p.inbox.administrator.>' }]);
    for (const subject of [
      'p.data.create',
      'p.config.app-for-auth',
      'p.events.config.app-changed',
      'p.inbox.gateway.x',
      'q.admin.apps.get',
      '$JS.API.INFO',
    ]) {
      expect([subject, may(administrator.publish, subject)]).toEqual([subject, false]);
    }
  });

  it('is answered by every service that it can ask', () => {
    expect(publishes('config', 'p.inbox.administrator.random.1')).toBe(true);
  });
});
