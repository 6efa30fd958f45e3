/** The rules of the house that imports can break; docs/architecture.md says why each stands. */

/**
 * The imports of each lib: other libs, npm packages, and whether Node's own modules are allowed. Everything else is refused, so a lib
 * without `node` and without a driver's package is pure, and stays so through its helpers. A new lib needs a row. Tests may import more.
 */
const LIBS = {
  errors: {},
  'platform-classes': {},
  values: { libs: ['errors', 'platform-classes'] },
  query: { libs: ['errors', 'platform-classes', 'values'], npm: ['re2js'] },
  acl: { libs: ['errors', 'platform-classes', 'values'] },
  'app-settings': { libs: ['errors', 'platform-classes', 'values'], npm: ['re2js', 'zod'] },
  contracts: { libs: ['acl', 'app-settings', 'errors', 'platform-classes', 'values'], npm: ['re2js', 'zod'] },
  push: { libs: ['errors', 'query', 'values'], npm: ['temporal-polyfill', 'temporal-spec'] },
  'file-urls': { node: true },
  'admin-operations': { libs: ['app-settings', 'contracts', 'errors'], npm: ['zod'] },
  'hosted-pages': { libs: ['app-settings'] },
  'one-time-passwords': { npm: ['otpauth'] },
  statistics: { node: true }, // node:crypto alone, for the hashes of assignment

  settings: { node: true },
  cache: { npm: ['lru-cache'] },
  outbound: { node: true },
  'push-providers': {
    libs: ['app-settings', 'outbound', 'push'],
    npm: ['@parse/node-apn', 'firebase-admin', 'jose', 'web-push'],
    node: true,
  },
  telemetry: { libs: ['errors'], npm: ['@nestjs/common', '@opentelemetry/*', 'pino'], node: true },
  mongo: { libs: ['errors', 'telemetry'], npm: ['mongoose'] },
  redis: {
    libs: ['errors', 'settings', 'telemetry'],
    npm: ['@nestjs/common', 'ioredis', 'lru-cache', 'rate-limiter-flexible'],
    node: true,
  },
  queues: {
    libs: ['bus', 'contracts', 'errors', 'redis', 'settings', 'telemetry'],
    npm: ['@nestjs/common', '@nestjs/microservices', 'bullmq', 'ioredis', 'zod'],
    node: true,
  },
  bus: {
    libs: ['acl', 'contracts', 'errors', 'telemetry'],
    npm: ['@nats-io/jetstream', '@nats-io/transport-node', '@nestjs/common', '@nestjs/microservices', 'rxjs', 'zod'],
    node: true,
  },
  transfers: { libs: ['app-settings', 'acl', 'cache', 'contracts', 'errors', 'telemetry'], node: true },
  apps: { libs: ['acl', 'app-settings', 'bus', 'cache', 'contracts', 'errors', 'telemetry', 'values'] },
  audit: { libs: ['acl', 'bus', 'contracts', 'errors'] },
  'platform-objects': { libs: ['acl', 'bus', 'contracts', 'errors', 'platform-classes', 'values'] },
  service: {
    libs: ['acl', 'bus', 'contracts', 'errors', 'mongo', 'settings', 'telemetry'],
    npm: ['@nestjs/common', '@nestjs/core', '@nestjs/microservices', '@nestjs/platform-fastify', 'fastify'],
    node: true,
  },
};

/** Every service may import these, and Node's own modules. */
const ANY_APP = {
  libs: [
    ...['acl', 'app-settings', 'apps', 'audit', 'bus', 'cache', 'contracts', 'errors', 'platform-classes', 'platform-objects', 'queues'],
    ...['redis', 'service', 'settings', 'telemetry', 'values'],
  ],
  npm: ['@nestjs/common', '@nestjs/core', '@nestjs/microservices', 'zod'],
};

/** The further imports of single services: a package here is known to no other service. */
const APPS = {
  gateway: { libs: ['hosted-pages', 'statistics', 'transfers'], npm: ['fastify', 'hdr-histogram-js'] },
  admin: { libs: ['admin-operations', 'push'], npm: ['@bufbuild/protobuf', '@grpc/grpc-js', '@grpc/reflection', 'grpc-health-check'] },
  analytics: { libs: ['mongo', 'statistics'], npm: ['hdr-histogram-js', 'mongoose'] },
  data: { libs: ['file-urls', 'mongo', 'push', 'query', 'statistics'], npm: ['mongoose'] },
  functions: { libs: ['mongo', 'outbound', 'query'], npm: ['mongoose', 'rolldown', 'parse'] },
  push: { libs: ['mongo', 'outbound', 'push', 'push-providers', 'statistics'], npm: ['mongoose'] },
  workers: {
    libs: ['mongo', 'outbound', 'push', 'push-providers', 'statistics', 'transfers'],
    npm: ['@zip.js/zip.js', 'croner', 'csv-parse', 'mongoose', 'temporal-polyfill', 'temporal-spec'],
  },
  auth: { libs: ['one-time-passwords', 'outbound'], npm: ['@node-rs/argon2', '@node-rs/bcrypt', 'jose', 'lru-cache', 'nodemailer'] },
  files: {
    libs: ['file-urls', 'mongo', 'transfers'],
    npm: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage', '@aws-sdk/s3-request-presigner', '@zip.js/zip.js', 'file-type', 'mime', 'mongoose'],
  },
  config: { libs: ['mongo', 'one-time-passwords', 'statistics'], npm: ['mongoose', 'yaml'] },
};

/** The packages of the console's server, and those that its pages consist of; the pages know the types of the operations, and no service. */
const CONSOLE_SERVER = { libs: ['admin-operations', 'transfers'], npm: ['@fastify/*', 'fastify'] };
const CONSOLE_PAGES = {
  libs: ['admin-operations', 'errors', 'platform-classes'],
  npm: [
    ...[
      '@codemirror/*',
      '@lezer/*',
      '@mantine/*',
      '@tanstack/*',
      '@types/*',
      'csstype',
      'd3-geo',
      'get-nonce',
      'react',
      'react-dom',
      'topojson-client',
      'uplot',
      'uqr',
      'vite',
      'world-atlas',
      'zod',
    ],
  ],
};

const TESTS = '(\\.spec\\.tsx?$|/tests/)';
const anyOf = (names) => `(?:${names.join('|')})`;

/** A pattern of the paths that a place with these imports may reach. `@scope/*` stands for all packages of a scope. */
const reachable = ({ libs = [], npm = [], modulesOfApps = false }) => [
  ...(modulesOfApps ? ['^apps/[^/]+/src/index\\.ts$'] : []),
  ...libs.map((lib) => `^libs/${lib}/`),
  ...npm.map((name) => `^node_modules/${name.replace(/\*$/, '')}${name.endsWith('*') ? '' : '/'}`),
];

/** The rules for the code below `folder`: nothing but its own files, `allowed`, and Node's modules if they are allowed. */
const allowList = (folder, name, allowed) => [
  {
    name: `imports-of-${name}`,
    severity: 'error',
    comment: 'The table in .dependency-cruiser.mjs lists the imports of this place.',
    from: { path: folder, pathNot: TESTS },
    to: { pathNot: [folder, ...reachable(allowed)], dependencyTypesNot: ['core'] },
  },
  ...(allowed.node
    ? []
    : [{ name: `no-node-in-${name}`, severity: 'error', from: { path: folder, pathNot: TESTS }, to: { dependencyTypes: ['core'] } }]),
];

const withAnyApp = ({ libs = [], npm = [] }) => ({ libs: [...ANY_APP.libs, ...libs], npm: [...ANY_APP.npm, ...npm], node: true });

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(LIBS).flatMap(([lib, allowed]) => allowList(`^libs/${lib}/`, lib, allowed)),
    {
      name: 'lib-without-a-row',
      severity: 'error',
      comment: 'A new lib states its imports in the table above.',
      from: { path: `^libs/(?!${anyOf([...Object.keys(LIBS), 'testing'])}/)` },
      to: {},
    },
    ...Object.entries(APPS).flatMap(([app, more]) => allowList(`^apps/${app}/`, app, withAnyApp(more))),
    ...allowList('^apps/console/src/', 'console', withAnyApp(CONSOLE_SERVER)),
    ...allowList('^apps/console/web/src/', 'console-pages', CONSOLE_PAGES),
    ...allowList('^apps/standalone/', 'standalone', { libs: ['contracts', 'service', 'settings'], modulesOfApps: true, node: true }),
    {
      name: 'imports-of-any-app',
      severity: 'error',
      from: { path: `^apps/(?!${anyOf([...Object.keys(APPS), 'console', 'standalone'])}/)([^/]+)/`, pathNot: TESTS },
      to: { pathNot: ['^apps/$1/', ...reachable(ANY_APP)], dependencyTypesNot: ['core'] },
    },
    {
      name: 'app-to-app',
      severity: 'error',
      comment: 'Services know each other through libs/contracts; standalone alone composes their modules.',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    { name: 'lib-to-app', severity: 'error', from: { path: '^libs/(?!testing/)' }, to: { path: '^apps/' } },
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
    // Our own build output only: the entry of many packages lies in a folder of this name, and their imports count.
    exclude: { path: '^(apps|libs)/[^/]+/(web/)?dist(-full)?/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
