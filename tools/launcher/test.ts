import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildableApps, buildApp } from '../build.ts';
import { buildPages } from '../build-pages.ts';
import { readFailures } from './checks/failures.ts';
import { NOTHING, ONE_FAILURE, readTally, sum, summaryLine, type Tally } from './checks/report.ts';
import { createRunner, type Runner } from './checks/run-program.ts';
import { CHECKS, moduleProgram, needsServers, select, type Check, type Selection, type Suite } from './checks/stages.ts';
import { startGuard, type Guard } from './guarding.ts';
import { Interrupted, onInterruption } from './interruption.ts';
import { LaunchError, messageOf, reportFailure } from './launch-error.ts';
import { DATA, ROOT, TEST_REPORTS } from './paths.ts';
import { duration, progressOn } from './progress.ts';
import { STOP_GRACE_MS } from './servers/instance.ts';
import { provision, serverVariables, stopServers, type ProvisionedServer } from './provision.ts';
import { chosenSeed } from './test-seed.ts';

/** `npm test`: servers on private ports, every check, every suite, and one line with the sum of it. */
const FOLDER = join(DATA, `test-${process.pid}`);

const progress = progressOn(process.stdout);

interface Stage {
  readonly name: string;
  readonly tally: Tally;
}

async function timed(name: string, run: () => Promise<Tally>): Promise<Stage> {
  console.log(`\n> ${name}`);
  const started = performance.now();
  const tally = await run();
  const verdict = tally.failed === 0 ? 'ok' : 'FAILED';
  const counts = tally.passed + tally.failed > 0 ? `, ${summaryLine(tally)}` : '';
  console.log(`< ${name}: ${verdict}${counts} (${duration(performance.now() - started)})`);
  return { name, tally };
}

async function runCheck(runner: Runner, check: Check, environment: NodeJS.ProcessEnv): Promise<Tally> {
  const codes = await Promise.all(
    CHECKS[check].map(async ([program, ...args], at) => {
      const output = join(FOLDER, `${check}-${at}.log`);
      const code = await runner.run(check, [moduleProgram(program), ...args], environment, output);
      process.stdout.write(readFileSync(output));
      return code;
    }),
  );
  return codes.every((code) => code === 0) ? NOTHING : ONE_FAILURE;
}

async function buildAll(): Promise<Tally> {
  try {
    for (const app of buildableApps()) await buildApp(app);
    await buildPages();
    return NOTHING;
  } catch (error) {
    console.error(messageOf(error));
    return ONE_FAILURE;
  }
}

/** Where a suite tells its results. */
function reportOf(suite: string): string {
  return join(TEST_REPORTS, `${suite}.json`);
}

async function runSuite(runner: Runner, suite: Suite, filters: readonly string[], environment: NodeJS.ProcessEnv): Promise<Tally> {
  const report = reportOf(suite);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['run', '--project', suite, '--passWithNoTests', ...reporters, ...filters];
  const code = await runner.run(suite, [moduleProgram('vitest/vitest.mjs'), ...args], environment);
  return readTally(report, code);
}

async function startServers(guard: Guard, ready: ProvisionedServer[]): Promise<void> {
  await provision(
    {
      environment: process.env,
      directory: FOLDER,
      logs: FOLDER,
      ports: 'any',
      durable: false,
      shareStanding: false,
      onStart: ({ record }) => guard.watch(record, STOP_GRACE_MS),
      progress,
    },
    (server) => ready.push(server),
  );
}

async function runAll(selection: Selection, runner: Runner, guard: Guard, servers: ProvisionedServer[]): Promise<Stage[]> {
  const seed = String(chosenSeed(process.env));
  console.log(`Random inputs come from the seed ${seed}; PARLANCE_TEST_SEED=random chooses others.`);
  const plain = { ...process.env, PARLANCE_TEST_SEED: seed };
  // Side by side: most of them keep one processor busy.
  const checks = selection.checks.map((check) => timed(check, () => runCheck(runner, check, plain)));
  const stages = await Promise.all(selection.build ? [...checks, timed('build', buildAll)] : checks);
  if (needsServers(selection.suites)) await startServers(guard, servers);
  const environment = { ...plain, ...serverVariables(servers) };
  for (const suite of selection.suites) stages.push(await timed(suite, () => runSuite(runner, suite, selection.filters, environment)));
  return stages;
}

/** Prints the failures and the sum, which is the last line. Returns the exit code. */
function conclude(stages: readonly Stage[], filters: readonly string[]): number {
  const total = sum(stages.map(({ tally }) => tally));
  if (filters.length > 0 && total.passed + total.failed === 0) {
    throw new LaunchError(`No test matches "${filters.join(' ')}"; name a folder, a file, or -t and a part of a title.`);
  }
  const failed = stages.filter(({ tally }) => tally.failed > 0).map(({ name }) => name);
  for (const name of failed) for (const failure of readFailures(reportOf(name), ROOT)) console.log(`\n${name}: ${failure}`);
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}. "npm test -- ${failed.join(' ')}" repeats just that.`);
  console.log(`\n${summaryLine(total)}`);
  return total.failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const interrupted = onInterruption();
  const guard = startGuard();
  const runner = createRunner(guard);
  const servers: ProvisionedServer[] = [];
  mkdirSync(FOLDER, { recursive: true });
  guard.removeFolder(FOLDER);
  try {
    const selection = select(process.argv.slice(2));
    const stages = await Promise.race([runAll(selection, runner, guard, servers), interrupted]);
    return conclude(stages, selection.filters);
  } catch (error) {
    if (error instanceof Interrupted) console.error('\nInterrupted: stopping the tests and their servers.');
    else reportFailure(error);
    return 1;
  } finally {
    await runner.stop();
    await stopServers(servers);
    rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5 });
  }
}

process.exit(await main());
