import { expect, it } from 'vitest';
import { readBasic } from './read-basic.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it.each([
  [basic('app:key'), { appId: 'app', masterKey: 'key' }],
  [basic('app:a:b'), { appId: 'app', masterKey: 'a:b' }],
  [basic('app:javascript-key=key'), { appId: 'app', javascriptKey: 'key' }],
  [basic('app:'), { appId: 'app' }],
  [basic('app:key').replace('Basic', 'BASIC'), { appId: 'app', masterKey: 'key' }],
  [basic(':key'), undefined],
  [basic('no colon'), undefined],
  ['Bearer abc', undefined],
  ['Basic', undefined],
  ['Basic ????', undefined],
  [undefined, undefined],
])('reads %s', (header, credentials) => {
  expect(readBasic(header)).toEqual(credentials);
});
