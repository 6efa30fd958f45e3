import { MongoServerError } from '@parlance/mongo';
import { accounts } from './database/accounts.ts';
import { code } from './database/code.ts';
import { collections, limitsNeeded } from './database/collections.ts';
import { contents } from './database/contents.ts';
import { duplicates } from './database/duplicates.ts';
import { files } from './database/files.ts';
import { indexes } from './database/indexes.ts';
import type { Bounds, Examination, Looking } from './database/looking.ts';
import { NotAllowed, TimeUp, type OldDatabase } from './database/old-database.ts';
import { pushes } from './database/pushes.ts';
import { readClasses, schemas } from './database/schemas.ts';
import { server } from './database/server.ts';
import { LEVELS, type Finding } from './finding.ts';
import { judgeOptions, type JudgedOptions } from './options/judge-options.ts';
import type { OldOptions } from './options/old-options.ts';

const EXAMINATIONS: readonly Examination[] = [server, schemas, collections, duplicates, accounts, files, code, pushes, indexes, contents];
/** Ends the names of a prefixed database's description of classes. */
const PREFIXED_SCHEMA = /^(.+)_SCHEMA$/;

export interface Examined {
  /** Those to act on first. */
  readonly findings: readonly Finding[];
  /** Subjects that could not be looked at, with the reason: the report has a gap. */
  readonly gaps: readonly { readonly subject: string; readonly reason: string }[];
  readonly judged: JudgedOptions | undefined;
  readonly database: OldDatabase;
  /** Settings that the size of the app asks for. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ExamineOptions {
  readonly options: OldOptions | undefined;
  readonly bounds: Bounds;
  readonly now: Date;
  readonly progress: (text: string) => void;
}

/** Looks at everything, one subject after the other: the database serves an app meanwhile. Writes nothing anywhere. */
export async function examine(database: OldDatabase, { options, bounds, now, progress }: ExamineOptions): Promise<Examined> {
  const judged = options === undefined ? undefined : judgeOptions(options);
  const findings: Finding[] = [...(judged?.findings ?? [])];
  const gaps: { subject: string; reason: string }[] = [];
  progress('collections');
  const found = await withPrefix(database);
  if (found.finding !== undefined) findings.push(found.finding);
  const looked = found.database;
  const names = new Set(found.names);
  const classes = await readClasses(looked);
  const looking: Looking = { database: looked, collections: names, classes, options, bounds, now, progress };
  for (const { subject, look } of EXAMINATIONS) {
    progress(subject);
    try {
      for await (const finding of look(looking)) findings.push(finding);
    } catch (error) {
      if (error instanceof TimeUp)
        gaps.push({ subject, reason: `A question took more than ${bounds.questionMs / 1_000} s: see --seconds.` });
      else if (error instanceof NotAllowed) gaps.push({ subject, reason: 'The user of the address may not read all of it.' });
      else if (error instanceof MongoServerError)
        gaps.push({ subject, reason: `The database refused a question (${error.code ?? error.name}).` });
      else throw error;
    }
  }
  const inOrder = LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
  return { findings: inOrder, gaps, judged, database: looked, settings: limitsNeeded(names.size, classes) };
}

interface Found {
  readonly database: OldDatabase;
  readonly names: readonly string[];
  readonly finding?: Finding;
}

/** The database under the prefix that its collections have, where nobody has told it and there is one alone. */
async function withPrefix(database: OldDatabase): Promise<Found> {
  const { names } = await database.collections();
  if (database.prefix !== '' || names.includes('_SCHEMA')) return { database, names };
  const prefixes = names.flatMap((name) => PREFIXED_SCHEMA.exec(name)?.[1] ?? []);
  const [prefix, ...others] = prefixes;
  if (prefix === undefined) return { database, names };
  if (others.length > 0) {
    const text = 'Names of collections have several prefixes, one for each app: name one of them by --prefix.';
    return { database, names, finding: { id: 'several-prefixes', level: 'act', about: '_SCHEMA', text, examples: prefixes } };
  }
  const under = database.under(prefix);
  const text = 'Names of collections have a prefix, which the apps file takes over.';
  const finding: Finding = { id: 'collection-prefix', level: 'note', about: '_SCHEMA', text, examples: [prefix] };
  return { database: under, names: (await under.collections()).names, finding };
}
