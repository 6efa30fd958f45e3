import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES, SERVICES } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { CHART, helm, manifestsIn, ofKind, render, renderText, type Manifest } from './kit/chart.ts';
import { TOGGLES } from './kit/toggles.ts';
import { tool, withAll } from './kit/tools.ts';

const validator = await tool('kubernetesValidate');
/** Objects of the operator of Prometheus, whose schemas are no part of Kubernetes. */
const CUSTOM = new Set(['ServiceMonitor', 'PrometheusRule']);

describe('the chart', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parlance-manifests-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  helm.it('passes the strict lint of helm', async () => {
    expect(await helm.run(['lint', '--strict', CHART])).toContain('0 chart(s) failed');
  });

  helm.it('is packed', async () => {
    expect(await helm.run(['package', CHART, '--destination', folder])).toContain('parlance-0.1.0.tgz');
  });

  withAll(helm, validator)('renders manifests that the strict schemas of Kubernetes accept, with every toggle', async () => {
    // Most objects are the same with most toggles: each is looked at once.
    const objects = new Set<string>();
    for (const [name, values] of Object.entries(TOGGLES)) {
      const native = manifestsIn(await renderText(values)).filter(({ kind }) => !CUSTOM.has(kind));
      expect(native.length, name).toBeGreaterThan(20);
      for (const manifest of native.filter(({ kind }) => kind !== 'Secret')) objects.add(JSON.stringify(manifest));
      const secret = native.find(({ kind }) => kind === 'Secret');
      if (secret !== undefined && name === 'the usual values') objects.add(JSON.stringify(secret));
    }
    const file = join(folder, 'all.yaml');
    writeFileSync(file, [...objects].join('\n---\n'));
    await validator.run(['--strict', '--quiet', file]);
  });

  helm.it.each(Object.entries(TOGGLES))(
    'names each object once, and the labels of its pods select them, with %s',
    async (_name, values) => {
      const manifests = await render(values);
      const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
      for (const { spec } of manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')) {
        expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      }
    },
  );

  helm.it('deploys every service of libs/contracts by a program of the one image', async () => {
    const deployments = ofKind(await render(), 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      SERVICE_NAMES.map((name) => `p-parlance-${name}`).toSorted(),
    );
    for (const name of SERVICE_NAMES) expect(containerOf(deployments, name).args).toEqual([`${name}/main.js`]);
  });

  helm.it('gives each service the addresses of its servers alone', async () => {
    const deployments = ofKind(await render(), 'Deployment');
    for (const { name, servers } of SERVICES) {
      const variables = containerOf(deployments, name).env.map((one: { name: string }) => one.name);
      expect(variables.includes('MONGODB_URL_FILE'), name).toBe((servers as readonly string[]).includes('mongodb'));
      expect(variables.includes('REDIS_URL_FILE'), name).toBe((servers as readonly string[]).includes('redis'));
      expect(variables.toSorted(), name).toEqual([...new Set(variables)].toSorted());
    }
  });

  helm.it('opens administration over gRPC where it is wanted, to administrators alone', async () => {
    const partsWith = async (values: Readonly<Record<string, unknown>>) => {
      const manifests = await render(values);
      const named = (kind: string) => ofKind(manifests, kind).find(({ metadata }) => metadata.name === 'p-parlance-admin');
      const { env, ports } = containerOf(ofKind(manifests, 'Deployment'), 'admin');
      const variables = new Map<string, string>(env.map((one: { name: string; value: string }) => [one.name, one.value]));
      return { variables, ports, service: named('Service')?.spec.ports, policy: named('NetworkPolicy')?.spec.ingress };
    };
    const closed = await partsWith({});
    expect([...closed.variables.keys()].filter((name) => name.includes('GRPC'))).toEqual([]);
    expect(closed).toMatchObject({ ports: [{ name: 'operations' }], service: undefined, policy: [{ ports: [{ port: 'operations' }] }] });
    const open = await partsWith({ administration: { grpc: { enabled: true } } });
    expect(open.variables.get('PARLANCE_ADMIN_GRPC_PORT')).toBe('5000');
    expect(open).toMatchObject({
      ports: [{ name: 'operations' }, { name: 'grpc', containerPort: 5000 }],
      service: [{ name: 'grpc', port: 5000, appProtocol: 'kubernetes.io/h2c' }],
      policy: [{ ports: [{ port: 'operations' }] }, { ports: [{ port: 'grpc' }], from: [{ podSelector: {} }] }],
    });
    const encrypted = await partsWith(TOGGLES['TLS to the bundled servers'] ?? {});
    expect(encrypted.variables.get('PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA')).toBe('/run/parlance-tls/administration/ca.crt');
    expect(encrypted.service).toEqual([{ name: 'grpc', port: 5000, targetPort: 'grpc' }]);
  });

  helm.it('makes a Secret with credentials only where the user names none', async () => {
    const secrets = async (values: object) => ofKind(await render(values as Record<string, unknown>), 'Secret');
    const [made] = await secrets({});
    expect(Buffer.from(made?.data?.['bus.key'] ?? '', 'base64').toString()).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(await secrets(TOGGLES['servers and Secrets of the user'] ?? {})).toEqual([]);
  });

  helm.it('has notes with three commands', async () => {
    const notes = await helm.run(['install', 'p', CHART, '--dry-run=client', '--namespace', 'shop'], { mayFail: true });
    const shown = notes.slice(notes.indexOf('NOTES:'));
    expect(shown.match(/^ {3}(kubectl|curl) /gm)).toHaveLength(3);
  });

  helm.it('tells apart what it renders for another release', async () => {
    const other = manifestsIn(await helm.run(['template', 'parlance-eu', CHART, '--set', 'deployment=eu']));
    expect(ofKind(other, 'Deployment').map(({ metadata }) => metadata.name)).toContain('parlance-eu-gateway');
  });
});

describe('the schema of the values', () => {
  helm.it.each([
    ['a word that is none of the choices', { image: { pullPolicy: 'Sometimes' } }, '/image/pullPolicy'],
    ['a value that nobody knows', { replicas: 3 }, "additional properties 'replicas' not allowed"],
    ['a misspelt part of a service', { services: { gateway: { replica: 3 } } }, "additional properties 'replica' not allowed"],
    ['no replicas', { services: { data: { replicas: 0 } } }, '/services/data/replicas'],
    [
      'a service without a limit of memory',
      { services: { data: { resources: { limits: { memory: null } } } } },
      '/services/data/resources/limits',
    ],
    ['TLS without certificates', { redis: { tls: { enabled: true } } }, '/redis/tls/existingSecret'],
    ['a number where a tag is meant', { image: { tag: 2 } }, '/image/tag'],
    ['a mount without a slash', { mount: 'parse' }, '/mount'],
    ['a variable in small letters', { env: { log: 'x' } }, "invalid propertyName 'log'"],
    ['a port that there is not', { nats: { ports: [{ port: 70_000 }] } }, '/nats/ports/0/port'],
    ['an open operations port', { networkPolicies: { monitoring: [] } }, '/networkPolicies/monitoring'],
  ])('refuses %s', async (_title, values, words) => {
    await expect(renderText(values)).rejects.toThrow(words);
  });

  helm.it.each([
    ['a service that does not exist', { services: { mail: JSON.parse(readValues()) as unknown } }, 'There is no service "mail"'],
    ['neither a server nor its address', { redis: { bundled: { enabled: false } } }, 'Set redis.existingSecret'],
    ['TLS to the bundled MongoDB', { mongodb: { tls: { enabled: true, existingSecret: 'x' } } }, 'The bundled MongoDB has no TLS'],
    ['an ingress without a host', { ingress: { enabled: true } }, 'Name the host of clients'],
  ])('is followed by refusals of templates: %s', async (_title, values, words) => {
    await expect(renderText(values)).rejects.toThrow(words);
  });
});

function containerOf(deployments: readonly Manifest[], service: string) {
  const deployment = deployments.find(({ metadata }) => metadata.name === `p-parlance-${service}`);
  return deployment?.spec.template.spec.containers[0];
}

/** A complete service, so that nothing but its name is wrong. */
function readValues(): string {
  expect(readFileSync(join(CHART, 'values.yaml'), 'utf8')).toContain('services:');
  return JSON.stringify({
    enabled: true,
    replicas: 1,
    autoscaling: { enabled: false, min: 1, max: 1, cpu: 70 },
    resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
  });
}

helm.it('a job before an upgrade migrates the databases of every service that keeps some', async () => {
  const definitions = await Promise.all(
    SERVICE_NAMES.map(async (name) => [name, await import(`../../apps/${name}/src/index.ts`)] as const),
  );
  const keepers = definitions.filter(([, { SERVICE }]) => SERVICE.databases !== undefined).map(([name]) => name);
  const [job] = ofKind(await render(), 'Job');
  expect(job?.metadata).toMatchObject({ annotations: { 'helm.sh/hook': 'pre-upgrade' } });
  const containers: { name: string; args: string[] }[] = job?.spec.template.spec.containers;
  expect(containers.map(({ name }) => name).toSorted()).toEqual(keepers.toSorted());
  for (const { name, args } of containers) expect(args).toEqual([`${name}/main.js`, 'migrate']);
});
