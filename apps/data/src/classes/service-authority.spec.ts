import { MASTER, PLATFORM } from '@parlance/acl';
import { describe, expect, it } from 'vitest';
import { assertOwnName, assertServiceMayWrite } from './service-authority.ts';

describe('assertServiceMayWrite', () => {
  const SERVICES = ['auth', 'data', 'push', 'functions', 'config', 'gateway', 'workers'];

  /** Services that may write a class in their own names. */
  function writers(className: string): string[] {
    return SERVICES.filter((service) => {
      try {
        assertServiceMayWrite(className, service);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 119 });
        return false;
      }
    });
  }

  it.each([
    ['_PushStatus', ['push']],
    ['_Audience', ['push']],
    ['_GlobalConfig', ['config']],
    ['_GraphQLConfig', ['config']],
    ['_Hooks', ['functions']],
    ['_JobStatus', ['functions', 'workers']],
    ['_JobSchedule', ['workers']],
    ['_Idempotency', []],
    ['_SCHEMA', []],
    ['_Join:users:_Role', []],
    ['_User', ['auth']],
    ['_Session', ['auth']],
    ['_Installation', ['data']],
    ['Game', []],
    ['_SlowQueries', []],
    ['_Mine', []],
  ])('lets into %s %j', (className, services) => {
    expect(writers(className)).toEqual(services);
  });
});

describe('assertOwnName', () => {
  it('tells a service in its own name from every other caller', () => {
    expect(() => assertOwnName(PLATFORM)).not.toThrow();
    expect(() => assertOwnName(MASTER)).toThrow('Permission denied');
  });
});
