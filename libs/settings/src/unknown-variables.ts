import { variablesOf } from './given.ts';
import type { Environment, SettingsTable } from './setting.ts';

const OURS = 'PARLANCE_';
/** A name further away than this is another name, not a slip of the pen. */
const EDITS_MAX = 4;

/**
 * A warning for each `PARLANCE_*` variable that no table knows: most often a misspelt name, whose default would be used in silence.
 *
 * @param tables all tables of the process, since each knows only its own names
 * @param elsewhere names that other programs of the deployment know: processes are commonly given one environment for all of them
 */
export function unknownVariables(tables: readonly SettingsTable[], env: Environment, elsewhere: readonly string[] = []): readonly string[] {
  const known = [...tables.flatMap(variablesOf), ...elsewhere];
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !known.includes(name))
    .sort()
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is no setting of Parlance${near === undefined ? '' : `; did you mean ${near}?`}`;
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = EDITS_MAX + 1;
  for (const candidate of known) {
    const edits = editDistance(name, candidate);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions and replacements that turn one name into the other (Levenshtein), one row of the table at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
