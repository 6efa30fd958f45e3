import { MASTER, PLATFORM } from '@parlance/acl';
import { describe, expect, it } from 'vitest';
import { assertOwnName, assertServiceMayWrite } from './service-authority.ts';

describe('the authority of services', () => {
  it.each([
    ['auth', '_User'],
    ['auth', '_Session'],
    ['data', '_Installation'],
  ])('lets %s write %s', (service, className) => {
    expect(() => assertServiceMayWrite(service, className)).not.toThrow();
  });

  it.each([
    ['auth', '_Installation'],
    ['push', '_User'],
    ['auth', 'Game'],
    ['', '_User'],
  ])('refuses %s on %s', (service, className) => {
    expect(() => assertServiceMayWrite(service, className)).toThrow('Permission denied');
  });

  it('tells a service in its own name from every other caller', () => {
    expect(() => assertOwnName(PLATFORM)).not.toThrow();
    expect(() => assertOwnName(MASTER)).toThrow('Only services');
  });
});
