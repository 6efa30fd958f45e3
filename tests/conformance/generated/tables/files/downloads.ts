import { APP_ID } from '../../../pair.ts';
import { request } from '../../../requests.ts';
import { CALLERS, signUp } from '../../callers.ts';
import { alone, cross, type Case, type Group } from '../../group.ts';
import { base64Of, PNG_BASE64, typed, upload } from './upload.ts';

const SHOWN = ['content-type', 'content-length', 'x-content-type-options'];
const DIGITS = '0123456789';

/** Files that are there: how they were sent, and their path afterwards. */
const FILES: Readonly<Record<string, { readonly name: string; readonly stored?: string; readonly more?: Parameters<typeof upload>[2] }>> = {
  text: { name: 'a.txt' },
  digits: { name: 'digits.bin', more: { bytes: base64Of(DIGITS) } },
  picture: { name: 'a.png', more: { bytes: PNG_BASE64, ...typed('image/png') } },
  page: { name: 'a.html', more: { bytes: base64Of('<p>'), as: 'master' } },
  drawing: { name: 'a.svg', more: { bytes: base64Of('<svg xmlns="http://www.w3.org/2000/svg"/>'), as: 'master' } },
  script: { name: 'a.js', more: { bytes: base64Of('1') } },
  json: { name: 'a.json', more: { bytes: base64Of('{"a":1}'), ...typed('application/json') } },
  unknown: { name: 'a.unknownext' },
  declared: { name: 'a.unknownext', more: typed('custom/thing') },
  grown: { name: 'a', stored: 'a.png', more: { bytes: PNG_BASE64, ...typed('image/png') } },
  bare: { name: 'bare' },
  spaced: { name: 'a%20b.txt' },
  mistyped: { name: 'wrong.png', more: typed('image/png') },
  capital: { name: 'A.TXT' },
};
const pathOf = (file: string, name: string) => `/files/${APP_ID}/{{${file}}}_${name}`;
const PATHS = Object.fromEntries(Object.entries(FILES).map(([file, { name, stored }]) => [file, pathOf(file, stored ?? name)]));
const digits = pathOf('digits', 'digits.bin');

const RANGES = [
  ...['bytes=0-4', 'bytes=0-0', 'bytes=5-', 'bytes=9-9', 'bytes=-3', 'bytes=-1', 'bytes=0-9', 'bytes=0-', 'bytes=0-100', 'bytes=-100'],
  ...['bytes=10-', 'bytes=10-20', 'bytes=5-2', 'bytes=-0', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'bytes=0-1,0-1', 'bytes', 'bytes='],
  ...['items=0-1', '0-4', 'bytes=1.5-3', 'bytes=0x1-3', 'bytes = 0-4', 'bytes=--5', 'bytes=99999999999999999999-', 'BYTES=0-4'],
];
const UNKNOWN: Readonly<Record<string, string>> = {
  'a name that nothing has': `/files/${APP_ID}/nothing.txt`,
  'the name without its prefix': `/files/${APP_ID}/a.txt`,
  'another app': '/files/nobody/{{text}}_a.txt',
  'no name': `/files/${APP_ID}/`,
  'the app alone': `/files/${APP_ID}`,
  'a name in capitals': `/files/${APP_ID}/{{text}}_A.TXT`,
  'a name with dots': `/files/${APP_ID}/..%2f..%2fetc%2fpasswd`,
  'a name with NUL': `/files/${APP_ID}/a%00.txt`,
  'a name that is no UTF-8': `/files/${APP_ID}/%FF`,
  'a name of other scripts': `/files/${APP_ID}/%C3%A4.txt`,
  'a folder': `/files/${APP_ID}/folder/a.txt`,
  'a slash behind': `${pathOf('text', 'a.txt')}/`,
  'a query behind': `${pathOf('text', 'a.txt')}?a=1`,
};
const CONDITIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'If-None-Match of another': { 'If-None-Match': '"x"' },
  'If-Match of all': { 'If-Match': '*' },
  'If-Modified-Since long ago': { 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  'If-Modified-Since that is none': { 'If-Modified-Since': 'yesterday' },
  'If-Unmodified-Since in a while': { 'If-Unmodified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' },
  'If-Range of another': { 'If-Range': '"x"' },
};

const METHODS = { GET: 'GET', HEAD: 'HEAD' };

/** Removals: each of a file of its own. */
const REMOVERS = Object.entries(CALLERS).map(([caller, asking], at) => ({ caller, asking, file: `kept${at}` }));

export const downloads: Group = {
  title: 'downloads',
  before: [
    signUp('downloads', 'anna'),
    signUp('downloads', 'bob'),
    ...Object.entries(FILES).map(([file, { name, more }]) => upload(`the file ${file}`, name, { ...more, save: file })),
    upload('the file in a folder', 'a.txt', {
      as: 'master',
      save: 'folded',
      headers: { 'X-Parse-Upload-Mode': 'stream', 'X-Parse-File-Directory': 'one/two' },
    }),
    upload('the file with words', 'a.txt', {
      save: 'worded',
      headers: { 'X-Parse-Upload-Mode': 'stream', 'X-Parse-File-Metadata': '{"a":1,"b":{"c":"d"}}' },
    }),
    upload('the file with tags', 'a.txt', {
      save: 'tagged',
      headers: { 'X-Parse-Upload-Mode': 'stream', 'X-Parse-File-Tags': '{"a":"b"}' },
    }),
    ...REMOVERS.map(({ file }) => upload(`the file ${file}`, 'gone.txt', { save: file })),
  ],
  cases: [
    ...alone(
      cross(METHODS, PATHS, (title, method, path) => request(`${title} without a key`, method, path, { as: 'stranger', shows: SHOWN })),
    ),
    ...alone(cross(METHODS, UNKNOWN, (title, method, path) => request(title, method, path, { as: 'stranger', shows: ['content-type'] }))),
    ...alone(
      Object.entries(CALLERS).map(([caller, asking]) =>
        request(`GET by ${caller}`, 'GET', pathOf('text', 'a.txt'), { ...asking, shows: SHOWN }),
      ),
    ),
    ...alone(
      RANGES.map((range) =>
        request(`range ${range}`, 'GET', digits, { as: 'stranger', headers: { Range: range }, shows: [...SHOWN, 'content-range'] }),
      ),
    ),
    ...alone(
      RANGES.slice(0, 12).map((range) =>
        request(`range ${range} of nothing`, 'GET', `/files/${APP_ID}/nothing.bin`, { as: 'stranger', headers: { Range: range } }),
      ),
    ),
    ...alone(
      Object.entries(CONDITIONS).map(([title, headers]) => request(title, 'GET', digits, { as: 'stranger', headers, shows: SHOWN })),
    ),
    ...alone([
      request('GET of a file in a folder', 'GET', `/files/${APP_ID}/one/two/{{folded}}_a.txt`, { as: 'stranger', shows: SHOWN }),
      request('GET of a file in a folder, encoded', 'GET', `/files/${APP_ID}/one%2Ftwo%2F{{folded}}_a.txt`, { as: 'stranger' }),
      request('metadata of a file in a folder', 'GET', `/files/${APP_ID}/metadata/one/two/{{folded}}_a.txt`, { as: 'stranger' }),
      request('metadata of a file with words', 'GET', `/files/${APP_ID}/metadata/{{worded}}_a.txt`, { as: 'stranger' }),
      request('metadata of a file with tags', 'GET', `/files/${APP_ID}/metadata/{{tagged}}_a.txt`, { as: 'stranger' }),
      request('metadata of a file without words', 'GET', `/files/${APP_ID}/metadata/{{text}}_a.txt`, { as: 'stranger' }),
      request('metadata of nothing', 'GET', `/files/${APP_ID}/metadata/nothing.txt`, { as: 'stranger' }),
      request('metadata of no name', 'GET', `/files/${APP_ID}/metadata`, { as: 'stranger' }),
      request('metadata of no name with a slash', 'GET', `/files/${APP_ID}/metadata/`, { as: 'stranger' }),
      request('metadata of another app', 'GET', '/files/nobody/metadata/{{worded}}_a.txt', { as: 'stranger' }),
      request('HEAD of metadata', 'HEAD', `/files/${APP_ID}/metadata/{{worded}}_a.txt`, { as: 'stranger' }),
    ]),
    ...REMOVERS.map(({ caller, asking, file }): Case => [
      request(`DELETE by ${caller}`, 'DELETE', `/files/{{${file}}}_gone.txt`, asking),
      request(`GET after DELETE by ${caller}`, 'GET', pathOf(file, 'gone.txt'), { as: 'stranger' }),
      request(`metadata after DELETE by ${caller}`, 'GET', `/files/${APP_ID}/metadata/{{${file}}}_gone.txt`, { as: 'stranger' }),
      request(`DELETE again by ${caller}`, 'DELETE', `/files/{{${file}}}_gone.txt`, asking),
      request(`DELETE of nothing by ${caller}`, 'DELETE', '/files/nothing.txt', asking),
      request(`DELETE of a bad name by ${caller}`, 'DELETE', '/files/..%2Fa', asking),
      request(`DELETE without a name by ${caller}`, 'DELETE', '/files', asking),
      request(`DELETE without a name, with a slash, by ${caller}`, 'DELETE', '/files/', asking),
    ]),
    [
      request('DELETE of a file in a folder', 'DELETE', '/files/one/two/{{folded}}_a.txt', { as: 'client' }),
      request('DELETE of a file in a folder by the master key', 'DELETE', '/files/one/two/{{folded}}_a.txt', { as: 'master' }),
      request('GET after DELETE of a file in a folder', 'GET', `/files/${APP_ID}/one/two/{{folded}}_a.txt`, { as: 'stranger' }),
    ],
  ],
  inOrder: true,
};
