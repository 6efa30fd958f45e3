import { expect, it } from 'vitest';
import { clientFacts, sdkOf } from './client-facts.ts';

it.each<[string | undefined, object]>([
  ['js8.6.2', { sdk: 'js', sdkVersion: '8.6.2', deviceType: 'web' }],
  ['i1.19.3', { sdk: 'ios', sdkVersion: '1.19.3', deviceType: 'ios' }],
  ['osx1.17.0', { sdk: 'osx', sdkVersion: '1.17.0', deviceType: 'osx' }],
  ['a4.3.0', { sdk: 'android', sdkVersion: '4.3.0', deviceType: 'android' }],
  ['net-1.7.0', { sdk: 'dotnet', sdkVersion: '1.7.0', deviceType: 'dotnet' }],
  ['swift5.9', { sdk: 'swift', sdkVersion: '5.9' }],
  ['1.2.3', {}],
  ['', {}],
  [undefined, {}],
])('ANA-19 reads %j as %j', (clientVersion, expected) => {
  expect(sdkOf(clientVersion)).toEqual(expected);
});

it('leaves out what the client does not say, and cuts what is long', () => {
  const headers = { 'x-parse-os-version': 'v'.repeat(200), 'x-parse-app-build-version': '' };
  expect(clientFacts({ headers, clientVersion: undefined, repeatId: undefined })).toEqual({ osVersion: 'v'.repeat(50) });
});
