import type { RestAnswer } from '@parlance/testing';
import { CANARY } from './seed.ts';
import type { Question } from './question.ts';

/** The fields that each answer has of its own: when it was given, and which request it answers. */
const OF_ONE_REQUEST = new Set(['date', 'x-request-id', 'x-parse-session-token']);
/** Those of a refusal before its body was read: its connection ends, unless the body had arrived by then. */
const REFUSED = 403;
const OF_ITS_CONNECTION = new Set(['connection', 'keep-alive']);
const SESSION_TOKEN = /r:[0-9a-f]{32}/g;
const STAMP = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const OBJECT_ID = /(?<="objectId":"|\/)[A-Za-z0-9]{10}(?="|$)/g;
/** A word and zeros: a pattern without the words fits one in a thousand of the ids that the product makes. */
const SEEDED_ID =
  /^(?:album|card|decoy|diary|guess|hideout|holder|install|join|letter|member|node|note|nothing|owner|person|private|public|reader|role|session|stranger|vault)0/;
const SEEDED_YEAR = '2020-';

/** An answer without the parts that belong to one request: times after the seed, ids and tokens that were made for it. */
export function comparable({ status, headers, text }: RestAnswer): string {
  const zipped = headers.has('content-encoding'); // Its length depends on the ids and times that are left out here.
  const fields = [...headers]
    .filter(([name]) => !OF_ONE_REQUEST.has(name) && !(zipped && name === 'content-length'))
    .filter(([name]) => !(status === REFUSED && OF_ITS_CONNECTION.has(name)))
    .map(([name, value]) => `${name}: ${timeless(value)}`);
  return [String(status), ...fields, '', timeless(text)].join('\n');
}

function timeless(text: string): string {
  return text
    .replace(SESSION_TOKEN, 'TOKEN')
    .replace(STAMP, (stamp) => (stamp.startsWith(SEEDED_YEAR) ? stamp : 'NOW'))
    .replace(OBJECT_ID, (id) => (SEEDED_ID.test(id) ? id : 'NEW'));
}

/** Hidden texts that an answer holds, without those that its question said. */
export function canariesIn({ headers, text }: RestAnswer, question: Question): readonly string[] {
  const asked = decodeURIComponent(question.path.replaceAll('+', ' ')) + JSON.stringify(question.body ?? {});
  const said = `${[...headers].join('\n')}\n${text}`.match(CANARY) ?? [];
  return [...new Set(said)].filter((canary) => !asked.includes(canary));
}
