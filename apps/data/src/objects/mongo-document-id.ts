import { deserialize } from '@parlance/mongo';
import { idAsText } from '@parlance/values';

const STRING = 0x02;
/** Before the id's string: size of the document, type of the first member, its name `_id` and a zero, size of the string. */
const TYPE_AT = 4;
const NAME = [0x5f, 0x69, 0x64, 0x00]; // "_id\0"
const TEXT_AT = TYPE_AT + 1 + NAME.length + 4;

/** The id of a class's document out of its BSON. MongoDB keeps `_id` in front, so that nothing else has to be read. */
export function documentId(raw: Uint8Array): string {
  const document = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (document[TYPE_AT] !== STRING || NAME.some((byte, at) => document[TYPE_AT + 1 + at] !== byte))
    return idAsText(deserialize(raw)['_id']);
  const bytes = document.readInt32LE(TEXT_AT - 4) - 1; // the zero at its end counts
  return document.toString('utf8', TEXT_AT, TEXT_AT + bytes);
}
