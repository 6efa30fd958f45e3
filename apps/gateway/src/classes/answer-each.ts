import { ParseError } from '@parlance/errors';
import { jsonReply, type Reply } from '../reply/reply.ts';

/** Answers calls one after another, as a group is answered: an array of `{"success"}` and `{"error"}`, in their order. */
export async function answerEach<Call>(calls: readonly Call[], answer: (call: Call) => Promise<Reply>): Promise<Reply> {
  const outcomes: unknown[] = [];
  for (const call of calls) {
    try {
      const { body } = await answer(call);
      outcomes.push({ success: JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()) as unknown });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      outcomes.push({ error: error.toBody() });
    }
  }
  return jsonReply(outcomes);
}
