import { describe, expect, it } from 'vitest';
import { mountAddress } from './mount-address.ts';

const OWN = { PARLANCE_HOST: '127.0.0.1', PARLANCE_PORT: 1337, PARLANCE_MOUNT: '/parse' };

describe('the address of the mount', () => {
  it('is the configured one, without a slash at its end', () => {
    expect(mountAddress({ ...OWN, PARLANCE_PUBLIC_URL: 'https://api.example.com/1/' })).toBe('https://api.example.com/1');
  });

  it('is else the one that the gateway listens on', () => {
    expect(mountAddress(OWN)).toBe('http://127.0.0.1:1337/parse');
    expect(mountAddress({ ...OWN, PARLANCE_HOST: '::1' })).toBe('http://[::1]:1337/parse');
  });
});
