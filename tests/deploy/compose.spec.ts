import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT_VARIABLES } from '@parlance/service';
import { SERVICE_NAMES } from '@parlance/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { secretFiles } from '../../tools/deploy/setup/secret-files.ts';
import { ROOT } from '../../tools/launcher/paths.ts';
import { tool } from './kit/tools.ts';

const FILE = join(ROOT, 'docker-compose.yml');
/** Code of apps has name spaces of its own, without a network: the rules for system calls of the engine forbid those. */
const WALLS = [expect.stringMatching(/^seccomp:.*deploy\/seccomp\/functions\.json$/), 'systempaths=unconfined'];
const JOBS = ['secrets', 'servers', 'keys'];
const SERVERS = ['mongodb', 'redis', 'nats'];
const compose = await tool('compose');
const hadolint = await tool('hadolint');
const shellcheck = await tool('shellcheck');

interface ComposeService {
  readonly image: string;
  readonly command: readonly string[];
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
  readonly mem_limit?: string;
  readonly ports?: readonly { readonly host_ip?: string }[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly source: string; readonly target: string; readonly read_only?: boolean }[];
}

describe('SEC-40 docker-compose.yml', () => {
  let services: Readonly<Record<string, ComposeService>> = {};
  beforeAll(async () => {
    if (compose.it !== it) return;
    const text = await compose.run(['-f', FILE, '--profile', 'tools', 'config', '--format', 'json']);
    services = (JSON.parse(text.slice(text.indexOf('{'))) as { services: typeof services }).services;
  });

  compose.it('runs every service, and no other program than the servers and the set-up', () => {
    expect(Object.keys(services).toSorted()).toEqual([...SERVICE_NAMES, ...SERVERS, ...JOBS].toSorted());
    for (const name of SERVICE_NAMES) expect(services[name]?.command).toEqual([`${name}/main.js`]);
  });

  compose.it('gives no container rights, but for the job that hands out volumes', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      expect(service.security_opt, name).toEqual(['no-new-privileges:true', ...(name === 'functions' ? WALLS : [])]);
      expect(service.user, name).toBe(name === 'secrets' ? '0:0' : '1000:1000');
      expect(service.cap_add ?? [], name).toEqual(name === 'secrets' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] : []);
    }
  });

  compose.it('publishes the gateway, the console and administration over gRPC, to this machine', () => {
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name).toSorted()).toEqual(['admin', 'console', 'gateway']);
    for (const [name, { ports }] of published) expect(ports, name).toMatchObject([{ host_ip: '127.0.0.1' }]);
  });

  compose.it('lets a container see its own secrets alone, unchanged', () => {
    const files = secretFiles({ passwordOf: (user) => user });
    for (const name of [...SERVICE_NAMES, ...SERVERS, 'servers']) {
      const mounts = services[name]?.volumes.filter(({ target }) => target === '/run/parlance') ?? [];
      expect(mounts, name).toMatchObject([{ source: `secrets-${name}`, read_only: true }]);
      const named = Object.values(services[name]?.environment ?? {}).filter((value) => value?.startsWith('/run/parlance/'));
      for (const path of named) expect(Object.keys(files[name] ?? {}), `${name} ${path}`).toContain(path.replace('/run/parlance/', ''));
    }
    const written = services.secrets?.volumes.map(({ source }) => source).filter((source) => source.startsWith('secrets-'));
    expect(written?.toSorted()).toEqual([...SERVICE_NAMES, ...SERVERS, 'servers'].map((name) => `secrets-${name}`).toSorted());
  });

  compose.it('sets variables that programs read, and no secret', () => {
    const others = ['NODE_OPTIONS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'NATS_URL_FILE', 'MONGODB_URL_FILE', 'REDIS_URL_FILE'];
    for (const name of SERVICE_NAMES) {
      const variables = Object.keys(services[name]?.environment ?? {});
      expect(
        variables.filter((variable) => !DEPLOYMENT_VARIABLES.includes(variable) && !others.includes(variable)),
        name,
      ).toEqual([]);
      expect(JSON.stringify(services[name]?.environment), name).not.toMatch(/:\/\/[^/"]*:[^/"]*@/);
      expect(services[name]?.mem_limit, name).toBeDefined();
    }
  });
});

it('the rules for system calls of Cloud Code forbid those that reach beyond a process', () => {
  const { syscalls } = JSON.parse(readFileSync(join(ROOT, 'deploy/seccomp/functions.json'), 'utf8'));
  const [{ action, names }] = syscalls;
  expect(action).toBe('SCMP_ACT_ERRNO');
  expect(names).toEqual(
    expect.arrayContaining(['ptrace', 'bpf', 'keyctl', 'kexec_load', 'init_module', 'perf_event_open', 'process_vm_readv', 'setns']),
  );
});

hadolint.it('hadolint finds nothing in the Dockerfile', async () => {
  expect(await hadolint.run([join(ROOT, 'deploy/Dockerfile')])).toBe('');
});

shellcheck.it('shellcheck finds nothing in the scripts of the image', async () => {
  expect(await shellcheck.run([join(ROOT, 'deploy/healthcheck.sh')])).toBe('');
});

describe('SEC-40 the Dockerfile', () => {
  const dockerfile = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');

  it('ends as a user without rights, with a check of health, and with nothing of a build in its last stage', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER 1000:1000$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).not.toMatch(/npm|^RUN/m);
    expect(dockerfile).not.toMatch(/^# syntax=/m);
  });
});
