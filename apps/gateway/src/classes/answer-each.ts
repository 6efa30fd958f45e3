import { ParseError } from '@parlance/errors';
import { jsonReply, type Reply } from '../reply/reply.ts';
import type { TellError, Told } from '../reply/tell-error.ts';

/** Answers calls one after another, as a group is answered: an array of `{"success"}` and `{"error"}`, in their order. */
export async function answerEach<Call extends Told>(
  calls: readonly Call[],
  answer: (call: Call) => Promise<Reply>,
  tell: TellError,
): Promise<Reply> {
  const outcomes: unknown[] = [];
  for (const call of calls) {
    try {
      const { body } = await answer(call);
      outcomes.push({ success: JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()) as unknown });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      outcomes.push({ error: tell(error, call) });
    }
  }
  return jsonReply(outcomes);
}
