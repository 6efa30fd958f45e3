import type { Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** A change as its entry names it before it is made. */
export interface ChangeToAudit {
  /** Name of the operation. */
  readonly action: string;
  /** One sentence, without secrets. */
  readonly text: string;
  readonly changes: readonly config.AuditChange[];
  /** The one object that changes, `<class>/<objectId>`. */
  readonly subject?: string;
}

/** Adds to the entry, when the change has ended. Values are to be without secrets. */
export type Note = (change: config.AuditChange) => void;
/** Names the object of the change, where nobody knows it before: it has just been made. */
export type NameSubject = (subject: string) => void;

const TEXT_MAX = 2_000;
/** How long the outcome may take to be written, after the change. */
const END_MS = 3_000;

/**
 * Makes a change between the two halves of its entry in the audit.
 *
 * @param context names the author
 * @param change makes the change
 * @throws ParseError of the change; an error of `config.begin-change`, and then nothing was changed
 */
export async function auditedChange<Reply>(
  bus: Bus,
  { action, text, changes, subject }: ChangeToAudit,
  context: RequestContext,
  change: (note: Note, nameSubject: NameSubject) => Promise<Reply>,
): Promise<Reply> {
  const begun = { action, text: text.slice(0, TEXT_MAX), changes: [...changes], subject };
  const { id } = await bus.call(config.beginChange, begun, context);
  let made: string | undefined;
  const noted: config.AuditChange[] = [];
  const end = async (outcome: 'done' | 'failed', error?: number): Promise<void> => {
    const request = { id, outcome, changes: noted, subject: made, ...(error === undefined ? {} : { error }) };
    // Where this fails, the entry says that the outcome is unknown.
    await bus.call(config.endChange, request, { ...context, deadline: Date.now() + END_MS }).catch(() => undefined);
  };
  try {
    const reply = await change(
      (one) => noted.push(one),
      (named) => (made = named),
    );
    await end('done');
    return reply;
  } catch (error) {
    if (isDecided(error)) await end('failed', error.code);
    throw error;
  }
}

/** Of a change that timed out, or met a fault of ours, nobody knows whether it was made. */
function isDecided(error: unknown): error is ParseError {
  return error instanceof ParseError && error.kind !== 'RequestTimeout' && error.kind !== 'InternalServerError';
}
