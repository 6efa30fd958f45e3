import type { HttpReply } from '@parlance/contracts';
import { isReplyHeader, replyHeadFault } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Result, WorkerMessage } from '../channel/messages.ts';
import type { Fate } from './fates.ts';
import { readMeta } from './read-message.ts';

/** The outcome of a run as its process tells it. @throws FrameError */
export function outcomeOf(message: Extract<WorkerMessage, { kind: 'result' | 'error' }>): HttpReply | ParseError {
  if (message.kind === 'result') return replyOf(readMeta('result', message.meta), message.body);
  const { code, message: text, status } = readMeta('error', message.meta);
  return ParseError.custom(code, text, status);
}

/** Header fields of code that belong to the gateway, or to HTTP itself, are left out. */
function replyOf({ status = 200, headers = {}, contentType }: Result, body: Uint8Array): HttpReply {
  const allowed = Object.entries(headers).filter(
    ([name, value]) => isReplyHeader(name.toLowerCase()) && replyHeadFault({ status, headers: { [name]: value } }) === undefined,
  );
  const type = contentType !== undefined && replyHeadFault({ status, contentType }) === undefined ? contentType : undefined;
  return {
    status,
    body,
    ...(allowed.length > 0 && { headers: Object.fromEntries(allowed) }),
    ...(type !== undefined && { contentType: type }),
  };
}

/** Node's last words of a process that has used up its heap, or the addresses that it may have. */
const OUT_OF_MEMORY = /heap out of memory|Allocation failed|out of memory|Committing semi space failed|OOM error/i;

/** The end of a process that nobody has killed, by its last words. */
export function fateIn(lastWords: string, known: Fate): Fate {
  return known === 'gone' && OUT_OF_MEMORY.test(lastWords) ? 'memory' : known;
}
