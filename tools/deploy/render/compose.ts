import { ADMIN_GRPC_PORT, DEPLOYED_SERVICES, GATEWAY, nodeOptions, type DeployedService } from '../services.ts';

/** Where apps files and Cloud Code of the host are mounted. */
const APPS_MOUNT = "'${PARLANCE_APPS_FOLDER:-./tools/demo/cloud/app}:/apps:ro'";
/** The ports that clients reach. */
const PUBLISHED: Partial<Record<string, string>> = {
  [GATEWAY]: "'${PARLANCE_PUBLISH:-127.0.0.1:1337}:1337'",
  admin: `'\${PARLANCE_PUBLISH_ADMIN:-127.0.0.1:50051}:${ADMIN_GRPC_PORT}'`,
  console: "'${PARLANCE_PUBLISH_CONSOLE:-127.0.0.1:4040}:4040'",
};
/**
 * Code of apps runs in name spaces of its own, without a network: a process without rights may make those where nothing forbids it. The engine's own
 * list of system calls does, and so does a /proc with covered parts.
 */
const CODE_SECURITY = "['no-new-privileges:true', 'seccomp:./deploy/seccomp/functions.json', 'systempaths=unconfined']";
const CODE = 'functions';
const CONFIG = 'config';
const FILES = 'files';
const CONSOLE = 'console';
/** The mount as other containers reach it, and as clients do. */
const GATEWAY_ADDRESSES = [
  ['PARLANCE_CONSOLE_GATEWAY_URL', 'http://gateway:1337/parse'],
  ['PARLANCE_CONSOLE_PARSE_URL', '*public-url'],
] as const;
/** The apps file that the job `secrets` writes, with the demo app. */
const APPS_FILE = '${PARLANCE_APPS_FILE:-/run/parlance/apps.json}';

/** The parts of docker-compose.yml that follow from the list of services, by the name behind their marker, without indentation. */
export function composeParts(): Readonly<Record<string, readonly string[]>> {
  return {
    secrets: DEPLOYED_SERVICES.map(({ name }) => `- secrets-${name}:/secrets/${name}`),
    services: DEPLOYED_SERVICES.flatMap((service, index) => [...(index === 0 ? [] : ['']), ...serviceLines(service)]),
    volumes: DEPLOYED_SERVICES.map(({ name }) => `secrets-${name}: {}`),
  };
}

function serviceLines(service: DeployedService): string[] {
  const { name, servers, readsApps, size } = service;
  const shared = ['environment', ...servers].map((anchor) => `*${anchor}`).join(', ');
  const mounts = [`'secrets-${name}:/run/parlance:ro'`, ...(readsApps ? [APPS_MOUNT] : [])];
  return [
    `${name}:`,
    '  <<: *container',
    `  command: [${name}/main.js]`,
    '  depends_on: *depends-on',
    `  mem_limit: ${size.memoryLimitMi}m`,
    '  stop_grace_period: 20s',
    ...(name === CODE ? [`  security_opt: ${CODE_SECURITY}`] : []),
    ...(PUBLISHED[name] === undefined ? [] : [`  ports: [${PUBLISHED[name]}]`]),
    `  volumes: [${mounts.join(', ')}]`,
    '  environment:',
    `    <<: [${shared}]`,
    ...environmentOf(service).map(([variable, value]) => `    ${variable}: ${value}`),
  ];
}

function environmentOf(service: DeployedService): (readonly [string, string])[] {
  const { name, environment, files } = service;
  return [
    ...(name === CONFIG ? [['PARLANCE_APPS_FILE', APPS_FILE] as const] : []),
    ...(name === FILES ? [['PARLANCE_FILES_ADDRESS', `http://files:${environment.PARLANCE_FILES_PORT}`] as const] : []),
    ...(name === CONSOLE ? GATEWAY_ADDRESSES : []),
    ...Object.entries(files).map(([variable, file]) => [variable, `/run/parlance/${file}`] as const),
    ...Object.entries(environment).map(([variable, value]) => [variable, /^[\d.]+$/.test(value) ? `'${value}'` : value] as const),
    ['NODE_OPTIONS', nodeOptions(service)],
  ];
}
