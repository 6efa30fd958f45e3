import { join } from 'node:path';
import { ROOT } from '../paths.ts';

/** Checks that need no servers, which run side by side. Each is a program of node_modules, run on our Node. */
export const CHECKS = {
  format: [['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '--cache', '--cache-location', '.data/prettier-cache', '.']],
  lint: [
    ['eslint/bin/eslint.js', '--cache', '--cache-location', '.data/eslint-cache', '.'],
    ['dependency-cruiser/bin/dependency-cruiser.mjs', 'apps', 'libs', 'tools', '--config', '.dependency-cruiser.mjs'],
  ],
  types: [
    ['typescript7/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
    ['typescript7/bin/tsc', '-p', 'apps/console/web/tsconfig.json', '--noEmit'],
  ],
} as const satisfies Record<string, readonly (readonly [string, ...string[]])[]>;

export type Check = keyof typeof CHECKS;

/** Projects of vitest.config.ts, in the order of the run. Tests of patient faults measure no time, so that two files run beside each other. */
export const SUITES = ['unit', 'deploy', 'agreement', 'contract', 'e2e', 'conformance', 'patient-faults', 'faults'] as const;
export type Suite = (typeof SUITES)[number];

/** The steps that try a change before it is committed: the checks that find most, and the suites without whole deployments. */
const QUICK: readonly (Check | Suite)[] = ['lint', 'types', 'unit', 'contract'];

export interface Selection {
  readonly checks: readonly Check[];
  readonly build: boolean;
  readonly suites: readonly Suite[];
  /** Passed on to vitest: paths that narrow the files down, and its own options. */
  readonly filters: readonly string[];
}

const CHECK_NAMES = Object.keys(CHECKS) as Check[];

/**
 * Reads the words behind `npm test --`. Names of checks and suites select them, and `quick` stands for some of them; anything else narrows
 * the tests. Without a name of a check or suite every suite is run, and without any word everything is.
 */
export function select(words: readonly string[]): Selection {
  const names = new Set<string>([...CHECK_NAMES, 'build', ...SUITES]);
  const meant = words.flatMap((word): readonly string[] => (word === 'quick' ? QUICK : [word]));
  const chosen = new Set(meant.filter((word) => names.has(word)));
  const filters = meant.filter((word) => !names.has(word));
  const everything = words.length === 0;
  const suites = chosen.size === 0 ? SUITES : SUITES.filter((suite) => chosen.has(suite));
  return {
    checks: CHECK_NAMES.filter((check) => everything || chosen.has(check)),
    build: chosen.has('build') || needsServers(suites),
    suites,
    filters,
  };
}

/** These look at the code and at the files of a deployment; all others talk to servers, and to services as they are built. */
const WITHOUT_SERVERS: ReadonlySet<Suite> = new Set<Suite>(['unit', 'deploy']);

export function needsServers(suites: readonly Suite[]): boolean {
  return suites.some((suite) => !WITHOUT_SERVERS.has(suite));
}

/** The path of a program in node_modules. */
export const moduleProgram = (path: string): string => join(ROOT, 'node_modules', path);
