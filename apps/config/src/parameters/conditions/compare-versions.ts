const NUMBERS = /^\d+(?:\.\d+)*/;

/**
 * Compares versions number by number; missing numbers count as 0, and whatever follows the numbers (`-beta`) does not count.
 *
 * @returns less than 0, 0, more than 0; undefined when one of them does not begin with a number
 */
export function compareVersions(one: string | undefined, other: string): number | undefined {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  if (left === undefined || right === undefined) return undefined;
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string | undefined): readonly number[] | undefined {
  return version === undefined ? undefined : NUMBERS.exec(version)?.[0].split('.').map(Number);
}
