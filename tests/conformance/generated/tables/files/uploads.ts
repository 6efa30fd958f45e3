import { request } from '../../../requests.ts';
import { CALLERS, signUp } from '../../callers.ts';
import { alone, cross, type Case, type Group } from '../../group.ts';
import { base64Of, inWords, PNG_BASE64, typed, upload, type More } from './upload.ts';

/** Names as they stand in the path of an upload. */
const NAMES = [
  ...['resume.txt', 'a_b.c-1.png', '_first.txt', '1.txt', 'a', 'UPPER.TXT', 'a.b.c.txt', 'a b.txt', 'a%20b.txt', 'me@home~1.txt'],
  ...['.hidden', '-dash.txt', '~tilde.txt', '@at.txt', '%20space.txt', 'dot.', 'dots..', 'a..b.txt', '..', '%2e%2e', '...', '.'],
  ...['a%2Fb.txt', '%2Fa.txt', 'a%5Cb.txt', '..%2Fa.txt', 'a/b.txt', 'a%252Fb.txt', 'a%00.txt', 'a%0Ab.txt', 'a%0D.txt', 'a%09b.txt'],
  ...['%C3%A4.txt', 'b%C3%A4r.txt', '%F0%9F%98%80.txt', '%E4%BD%A0.txt', 'a%CC%81.txt', '%FF.txt', 'a%zz.txt', 'a%.txt'],
  ...['a+b.txt', 'a&b.txt', 'a=b.txt', "a'b.txt", 'a%22b.txt', 'a;b.txt', 'a:b.txt', 'a,b.txt', 'a(1).txt', 'a[1].txt', 'a%3Fb.txt'],
  ...[
    'a%23b.txt',
    'a%25b.txt',
    'a!b.txt',
    'a$b.txt',
    'a*b.txt',
    'a%7Cb.txt',
    'a%3Cb%3E.txt',
    'a%60b.txt',
    'a^b.txt',
    'metadata',
    'metadata.txt',
  ],
  ...[`${'n'.repeat(124)}.txt`, `${'n'.repeat(125)}.txt`, `${'n'.repeat(128)}`, `${'n'.repeat(129)}`, `${'n'.repeat(4_000)}.txt`],
  ...['con.txt', 'constructor', '__proto__', 'undefined', 'null', 'a.txt/', 'tfss-1.txt'],
] as const;

/** Declared types. */
const TYPES: Readonly<Record<string, More>> = {
  'no type': {},
  'text/plain': typed('text/plain'),
  'text/plain of a charset': typed('text/plain; charset=utf-8'),
  'image/png': typed('image/png'),
  'IMAGE/PNG': typed('IMAGE/PNG'),
  'application/octet-stream': typed('application/octet-stream'),
  'application/json': typed('application/json'),
  'application/vnd.api+json': typed('application/vnd.api+json'),
  'application/x-www-form-urlencoded': typed('application/x-www-form-urlencoded'),
  'multipart/form-data': typed('multipart/form-data; boundary=x'),
  'video/mp4': typed('video/mp4'),
  'custom/thing': typed('custom/thing'),
  'text/html': typed('text/html'),
  'image/svg+xml': typed('image/svg+xml'),
  'image/svg+xml of a charset': typed('image/svg+xml;charset=utf-8'),
  'application/xhtml+xml': typed('application/xhtml+xml'),
  'application/xml': typed('application/xml'),
  'text/xsl': typed('text/xsl'),
  'a word': typed('svg'),
  'a harmless word': typed('image'),
  'a slash at the end': typed('image/'),
  'two slashes': typed('image//svg+xml'),
  'two types': typed('text/plain,text/html'),
  'a slash alone': typed('/'),
  'spaces around the slash': typed('image / png'),
};

const NAMES_OF_TYPES = { '"plain"': 'plain', '"plain."': 'plain.', '"plain.txt"': 'plain.txt', '"plain.unknownext"': 'plain.unknownext' };

const EXTENSIONS = [
  ...[
    'html',
    'htm',
    'xhtml',
    'xhtm',
    'shtml',
    'svg',
    'svgz',
    'xml',
    'xsl',
    'xslt',
    'rdf',
    'mathml',
    'js',
    'mjs',
    'css',
    'pdf',
    'php',
    'exe',
  ],
  ...[
    'HTML',
    'SvG',
    'html ',
    'ht ml',
    'html~',
    'html@',
    'svg-',
    'png',
    'jpg',
    'gif',
    'webp',
    'txt',
    'json',
    'csv',
    'zip',
    'gz',
    'mp3',
    'mp4',
  ],
  ...['bin', 'swf', 'hta', 'htc', 'wasm', 'x', 'h', 'z7', 'tar.gz', 'html.txt', 'txt.html', 'svg.png', '7z', 'c'],
] as const;

/** Bodies, whose size is all that counts. */
const BODIES: Readonly<Record<string, More>> = {
  'no bytes': { bytes: '' },
  'one byte': { bytes: base64Of('x') },
  'one NUL': { bytes: base64Of('\0') },
  'white space': { bytes: base64Of(' \n') },
  'a picture': { bytes: PNG_BASE64 },
  'JSON null': { bytes: base64Of('null') },
  'a JSON list': { bytes: base64Of('[1]') },
  'a JSON object': { bytes: base64Of('{"a":1}') },
  'a JSON object with __proto__': { bytes: base64Of('{"__proto__":{"a":1}}') },
  'broken JSON': { bytes: base64Of('{"a":') },
  'a form': { bytes: base64Of('a=1&b=2') },
  HTML: { bytes: base64Of('<script>alert(1)</script>') },
};
const TYPES_OF_BODIES: Readonly<Record<string, More>> = {
  'without a type': {},
  'as text': typed('text/plain'),
  'as JSON': typed('application/json'),
  'as a form': typed('application/x-www-form-urlencoded'),
  'as octets': typed('application/octet-stream'),
};

/** Header fields that streamed uploads know. */
const STREAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nothing more': {},
  metadata: { 'X-Parse-File-Metadata': '{"a":1,"b":{"c":[2]}}' },
  tags: { 'X-Parse-File-Tags': '{"a":"1"}' },
  'metadata null': { 'X-Parse-File-Metadata': 'null' },
  'metadata a list': { 'X-Parse-File-Metadata': '[1]' },
  'metadata a number': { 'X-Parse-File-Metadata': '5' },
  'metadata no JSON': { 'X-Parse-File-Metadata': '{a' },
  'metadata empty': { 'X-Parse-File-Metadata': '' },
  'tags null': { 'X-Parse-File-Tags': 'null' },
  'tags a list': { 'X-Parse-File-Tags': '[1]' },
  'tags no JSON': { 'X-Parse-File-Tags': 'x' },
  'metadata with a denied keyword': { 'X-Parse-File-Metadata': '{"_bsontype":"x"}' },
  'metadata with constructor': { 'X-Parse-File-Metadata': '{"constructor":"x"}' },
  'tags with a denied keyword': { 'X-Parse-File-Tags': '{"_bsontype":"Code"}' },
  'metadata with a dollar': { 'X-Parse-File-Metadata': '{"$a":1}' },
  'metadata with a dot': { 'X-Parse-File-Metadata': '{"a.b":1}' },
  'a largest size': { 'X-Parse-File-Max-Upload-Size': '50mb' },
  'a largest size that is too small': { 'X-Parse-File-Max-Upload-Size': '3b' },
  'a largest size that is none': { 'X-Parse-File-Max-Upload-Size': 'large' },
};
const DIRECTORIES = [
  ...['a', 'a/b', 'a-b_c/1', 'A', '1', 'metadata', 'metadata/a', 'a/metadata', 'metadatax', '/a', 'a/', 'a//b', 'a/../b', '..', '.', 'a.b'],
  ...['-a', '_a', 'a b', 'a\\b', 'a~', `${'d'.repeat(256)}`, `${'d'.repeat(257)}`],
];
const MODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  streamed: { 'X-Parse-Upload-Mode': 'stream' },
  'in one piece': {},
};

/** Uploads of bytes. */
export const uploads: Group = {
  title: 'uploads',
  before: [signUp('uploads', 'anna'), signUp('uploads', 'bob')],
  cases: [
    ...alone(NAMES.map((name) => upload(`name ${inWords(name)}`, name))),
    ...alone(NAMES.slice(0, 24).map((name) => upload(`name ${inWords(name)} by the master key`, name, { as: 'master' }))),
    ...alone(cross(NAMES_OF_TYPES, TYPES, (title, name, more) => upload(`type: ${title}`, name, more))),
    ...alone(EXTENSIONS.map((extension) => upload(`extension ${JSON.stringify(extension)}`, `a.${extension.replaceAll(' ', '%20')}`))),
    ...alone(
      EXTENSIONS.slice(0, 24).map((extension) =>
        upload(`extension ${JSON.stringify(extension)} by the master key`, `a.${extension.replaceAll(' ', '%20')}`, { as: 'master' }),
      ),
    ),
    ...alone(cross(BODIES, TYPES_OF_BODIES, (title, body, more) => upload(`body: ${title}`, 'body.txt', { ...body, ...more }))),
    ...alone(
      cross(MODES, STREAMED, (title, mode, fields) =>
        upload(`fields: ${title}`, 'words.txt', { headers: { ...mode, ...fields }, as: 'master' }),
      ),
    ),
    ...alone(
      Object.entries(STREAMED).map(([title, fields]) =>
        upload(`fields: ${title} by the REST key`, 'words.txt', { headers: { 'X-Parse-Upload-Mode': 'stream', ...fields } }),
      ),
    ),
    ...alone(DIRECTORIES.map((directory) => upload(`directory ${inWords(directory)}`, 'in.txt', streamedInto(directory, 'master')))),
    ...alone(['a', '..'].map((directory) => upload(`directory ${directory} by the REST key`, 'in.txt', streamedInto(directory, 'client')))),
    ...alone(Object.entries(CALLERS).map(([caller, asking]) => upload(`by ${caller}`, 'mine.txt', asking))),
    ...Object.entries(CALLERS).map(([caller, asking]): Case => [
      request(`without a name by ${caller}`, 'POST', '/files', { ...asking, bytes: base64Of('hello') }),
      request(`without a name, with a slash, by ${caller}`, 'POST', '/files/', { ...asking, bytes: base64Of('hello') }),
      request(`other methods: PUT by ${caller}`, 'PUT', '/files/a.txt', { ...asking, bytes: base64Of('hello') }),
      request(`other methods: GET by ${caller}`, 'GET', '/files', asking),
    ]),
  ],
};

function streamedInto(directory: string, as: 'master' | 'client'): More {
  return { as, headers: { 'X-Parse-Upload-Mode': 'stream', 'X-Parse-File-Directory': directory } };
}
