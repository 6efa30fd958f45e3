import { defineConfig } from 'vitest/config';

/**
 * Files of a suite share their process, one after the other: to load the services anew for each file took longer than many a file. A test
 * leaves nothing behind, neither in the environment nor in a module.
 */
const sharing = { isolate: false };

/** Random inputs of properties come from the seed of the run. */
const seeded = { setupFiles: ['libs/testing/src/seeded-properties.ts'] };

/** Suites that talk to real servers share one set of them, started by tools/test.mjs and handed over in the environment. */
const onServers = {
  ...sharing,
  globalSetup: ['libs/testing/src/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Things that happen within a second do so on a quiet machine; the suite has to pass on a busy one.
  expect: { poll: { timeout: 30_000 } },
};

/** Two files fill the two processors that a suite may count on; vitest would leave one of them to itself. */
const twoAtATime = { maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'apps/console/web/src/**/*.spec.{ts,tsx}', 'tools/**/*.spec.ts'],
          ...sharing,
          ...seeded,
          ...twoAtATime,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'deploy',
          include: ['tests/deploy/**/*.spec.ts'],
          ...sharing,
          ...twoAtATime,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      { test: { name: 'agreement', include: ['libs/*/tests/**/*.spec.ts'], ...onServers, ...seeded, ...twoAtATime } },
      { test: { name: 'contract', include: ['tests/contract/**/*.spec.ts'], ...onServers, ...twoAtATime } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.spec.ts'], ...onServers, ...twoAtATime } },
      { test: { name: 'conformance', include: ['tests/conformance/**/*.spec.ts'], ...onServers, ...twoAtATime } },
      { test: { name: 'growth', include: ['tests/perf/growth/**/*.spec.ts'], fileParallelism: false, ...onServers, testTimeout: 120_000 } },
      { test: { name: 'transfers', include: ['tests/perf/transfers/**/*.spec.ts'], fileParallelism: false, ...onServers } },
      {
        test: {
          name: 'screenshots',
          include: ['tools/screenshots/console-tour.ts'],
          ...onServers,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      { test: { name: 'console-figures', include: ['tests/perf/console/**/*.spec.ts'], fileParallelism: false, ...onServers } },
      { test: { name: 'restarts', include: ['tests/restarts/**/*.spec.ts'], ...onServers, testTimeout: 240_000 } },
      { test: { name: 'patient-faults', include: ['tests/faults/patient/*.spec.ts'], ...onServers, ...twoAtATime, testTimeout: 120_000 } },
      { test: { name: 'faults', include: ['tests/faults/*.spec.ts'], fileParallelism: false, ...onServers, testTimeout: 120_000 } },
    ],
  },
});
