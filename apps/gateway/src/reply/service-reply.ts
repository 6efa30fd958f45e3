import type { HttpReply, ReplyHead, ReplyKind, RestReply, StreamReply } from '@parlance/contracts';
import { isJson, jsonReply, type Answer } from './reply.ts';

/** Bytes that a service made are shown, and never run, whatever they are: the page of an API is nobody's place for scripts. */
const SANDBOX = ['Content-Security-Policy', "default-src 'none'; sandbox"] as const;

/** The answer that a service's reply is. Its head was checked where it came from the bus. */
export function answerOf(kind: ReplyKind, reply: unknown): Answer {
  switch (kind) {
    case 'json':
      return jsonReply(reply);
    case 'rest':
      return reply as RestReply;
    case 'http':
    case 'stream':
      return openReply(reply as HttpReply | StreamReply);
  }
}

function openReply({ headers = {}, ...reply }: ReplyHead & Pick<Answer, 'body'>): Answer {
  const fields = Object.entries(headers).flat();
  return { ...reply, fields: isJson(reply) ? fields : [...fields, ...SANDBOX] } as Answer;
}
