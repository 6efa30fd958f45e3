import { expect, it } from 'vitest';
import { findAppId } from './find-app-id.ts';

it.each<[string, string | undefined]>([
  ['{"a":1,"_ApplicationId":"app"}', 'app'],
  ['\ufeff {"_ApplicationId" :\n "app" , "a":[{"_ApplicationId":"other"}]}', 'app'],
  ['{"_ApplicationId":"one","_ApplicationId":"two"}', 'two'],
  ['{"a":"\\"_ApplicationId\\":\\"no\\"","b":"x"}', undefined],
  ['{"a":"_ApplicationId","b":"x"}', undefined],
  ['{"a":{"_ApplicationId":"inside"}}', undefined],
  ['[{"_ApplicationId":"inside"}]', undefined],
  ['{"_ApplicationId":1}', undefined],
  ['{"_ApplicationId":"never ends', undefined],
  [`{"_ApplicationId":"${'x'.repeat(300)}"}`, undefined],
  ['', undefined],
  ['{{{{', undefined],
])('finds in %s the app id %s', (json, id) => {
  expect(findAppId(Buffer.from(json))).toBe(id);
});
