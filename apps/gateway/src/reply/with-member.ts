import type { Reply } from './reply.ts';

const COMMA = 44;
const OPENING_BRACE = 123;

/** An answer that is a JSON object, with a further member at its end. Nothing of it is read again. */
export function withMember(reply: Reply, name: string, value: string): Reply {
  const body = reply.body.subarray(0, reply.body.length - 1);
  const comma = body[body.length - 1] === OPENING_BRACE ? [] : [COMMA];
  const member = Buffer.from(`${JSON.stringify(name)}:${JSON.stringify(value)}}`);
  return { ...reply, body: Buffer.concat([body, Buffer.from(comma), member]) };
}
