/** The rules of the house that imports can break; docs/architecture.md says why each stands. */
const PURE = '^libs/(errors|values|query|acl|hosted-pages)/';
const FRAMEWORKS_AND_IO =
  '^(node_modules/(@nestjs|@nats-io|mongoose|mongodb|rxjs|fastify|pino|@opentelemetry|ioredis|bullmq)|libs/(bus|mongo|cache|settings|telemetry|service|testing)/)';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'app-to-app',
      severity: 'error',
      comment: 'Services know each other through libs/contracts; standalone alone composes their modules.',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-takes-modules-only',
      severity: 'error',
      comment: "The one process may take an app's index.ts, nothing from inside it.",
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/(?!standalone/)[^/]+/src/(?!index\\.ts$)' },
    },
    { name: 'lib-to-app', severity: 'error', from: { path: '^libs/(?!testing/)' }, to: { path: '^apps/' } },
    {
      name: 'pure-libs-without-io',
      severity: 'error',
      comment: 'errors, values, query, acl and hosted-pages are usable alone: no framework, driver, clock or environment.',
      from: { path: PURE, pathNot: '(\\.spec\\.ts$|/tests/)' },
      to: { path: FRAMEWORKS_AND_IO },
    },
    {
      name: 'pure-libs-without-node',
      severity: 'error',
      from: { path: PURE, pathNot: '(\\.spec\\.ts$|/tests/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'driver-only-in-its-rooms',
      severity: 'error',
      comment: 'Only libs/mongo and the stores that own a database know the driver.',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '^libs/(mongo|testing)/',
          '^libs/[^/]+/tests/',
          '\\.store\\.ts$',
          '^apps/[^/]+/src/.*mongo[^/]*\\.ts$',
          '\\.model\\.ts$',
          '\\.spec\\.ts$',
        ],
      },
      to: { path: '^node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'only-through-index',
      severity: 'error',
      from: { path: '^(apps|libs|tools|tests)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
    {
      name: 'undeclared',
      severity: 'error',
      comment: 'An import of a package that no package.json declares.',
      from: { path: '^(apps|libs)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist(-full)?/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
