import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { CallReports } from '../admin/call-reports.ts';
import type { CodedApps } from '../apps/coded-apps.ts';
import type { CodePart } from '../database/documents.ts';
import type { CodeLog } from '../logs/code-log.ts';
import type { CodeWords } from './code-words.ts';
import type { Fate } from './fates.ts';
import type { Order } from './run.ts';

/** Lines of Node about an uncaught error or a full heap that are kept. */
const LAST_LINES = 12;

const ENDINGS: Readonly<Record<Fate, string>> = {
  late: 'A process with code was ended: one of its calls took too long and never let others through.',
  memory: 'A process with code was ended: it used too much memory.',
  gone: 'A process with code has ended by itself.',
  fault: 'A process with code was ended: it sent something that is no message.',
  flood: 'A process with code was ended: it wrote too much.',
};

/** Words of code and about code, in the log of the app, in the counts of its calls, and where it concerns operators in the log of the service. */
export function toldWords(log: CodeLog, reports: CallReports, apps: Pick<CodedApps, 'known'>, logger: Logger): CodeWords {
  return {
    log: (app, level, text, run) => {
      if (run === undefined) return log.write({ app, level, text });
      const { order } = run;
      log.write({ app, level, text, part: partOf(order), requestId: order.context.requestId, jobId: order.jobId });
    },
    fault: (app, fault) => logger.warn({ app, err: fault }, 'A process with code of an app has sent something that is no message.'),
    broken: (app, fate, lastWords) => {
      const words = lastWords.trim().split('\n').slice(-LAST_LINES).join('\n');
      log.write({ app, level: 'error', text: words === '' ? ENDINGS[fate] : `${ENDINGS[fate]}\n${words}` });
      logger.info({ app }, ENDINGS[fate]);
    },
    unloadable: (app, { message }) => log.write({ app, level: 'error', text: message }),
    ended: ({ order, thrownAt }, version, durationMs, outcome) => {
      const [error, result] = outcome instanceof ParseError ? [outcome] : [undefined, outcome.body];
      const { context, body: input, jobId } = order;
      const settings = apps.known(context.app)?.settings;
      reports.ended({
        app: { id: context.app, settings },
        version,
        part: partOf(order),
        by: 'code',
        durationMs,
        error,
        at: thrownAt,
        input,
        result,
        context,
        jobId,
      });
    },
  };
}

function partOf({ what, name, triggerKind, className }: Order): CodePart {
  if (what === 'trigger') return { kind: 'trigger', name: `${triggerKind ?? ''} ${className ?? ''}` };
  return { kind: what === 'job' ? 'job' : 'function', name };
}
