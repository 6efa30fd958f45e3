import { describe, expect } from 'vitest';
import { DEPLOYMENT_VARIABLES } from '@parlance/service';
import { helm, ofKind, podsOf, render, type Container } from './kit/chart.ts';
import { TOGGLES } from './kit/toggles.ts';

/** Variables of other makers that containers get. */
const OTHER_VARIABLES = new Set([
  'NODE_OPTIONS',
  'NATS_URL_FILE',
  'MONGODB_URL_FILE',
  'REDIS_URL_FILE',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'POD_IP',
]);
const OF_SETUP = new Set(['MONGODB_MEMBER', 'MONGODB_OWNER_PASSWORD_FILE', 'MONGODB_SERVICES_PASSWORD_FILE']);
const BYTES: Readonly<Record<string, number>> = { Mi: 1, Gi: 1_024 };

const isIsolated = (values: object, component: string): boolean =>
  component === 'functions' && (values as { functions?: { isolation?: string } }).functions?.isolation === 'namespaces';
const mib = (quantity: string): number => Number.parseFloat(quantity) * (BYTES[quantity.slice(-2)] ?? Number.NaN);

describe.each(Object.entries(TOGGLES))('SEC-40 pods with %s', (_title, values) => {
  helm.it('run as nobody, without a token, on a file system that they cannot write, and without capabilities', async () => {
    for (const { name, component, pod } of podsOf(await render(values))) {
      expect(pod, name).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(pod.serviceAccountName, name).toBeDefined();
      for (const container of containersOf(pod)) {
        const { securityContext } = container;
        expect(securityContext, name).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
        expect(securityContext?.capabilities?.drop, name).toEqual(['ALL']);
        expect(securityContext?.capabilities?.add, name).toBeUndefined();
      }
      expect(pod.securityContext, name).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      if (isIsolated(values, component)) expect(pod).toMatchObject({ hostUsers: false });
      else expect(pod.securityContext?.seccompProfile, name).toEqual({ type: 'RuntimeDefault' });
      expect(JSON.stringify(pod), name).not.toMatch(/hostPath|hostNetwork|hostPID|privileged/);
    }
  });

  helm.it('have limits of memory, requests, probes, and heaps of half the limit', async () => {
    for (const { name, component, pod } of podsOf(await render(values))) {
      for (const container of pod.containers) {
        const { resources, env = [], lifecycle } = container;
        expect(resources?.requests, name).toMatchObject({ cpu: expect.any(String), memory: expect.any(String) });
        const limit = mib(resources?.limits?.memory ?? '');
        expect(limit, name).toBeGreaterThanOrEqual(mib(resources?.requests?.memory ?? ''));
        // A job ends by itself, and takes no requests.
        if (component === 'migrations') continue;
        expect(container, name).toMatchObject({ startupProbe: {}, readinessProbe: {}, livenessProbe: {} });
        if (container.name !== component || !container.args?.[0]?.endsWith('/main.js')) continue;
        expect(lifecycle?.preStop?.sleep?.seconds, name).toBeGreaterThan(0);
        expect(env.find((one) => one.name === 'NODE_OPTIONS')?.value, name).toContain(`--max-old-space-size=${limit / 2}`);
        expect(
          pod.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey),
          name,
        ).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
      }
    }
  });

  helm.it('get variables that programs read, and no secret in the value of one', async () => {
    for (const { name, pod } of podsOf(await render(values))) {
      for (const { env = [], name: container } of containersOf(pod)) {
        const known = (variable: string): boolean =>
          container === 'nats' || OTHER_VARIABLES.has(variable) || OF_SETUP.has(variable) || DEPLOYMENT_VARIABLES.includes(variable);
        expect(
          env.map((one) => one.name).filter((variable) => !known(variable)),
          name,
        ).toEqual([]);
        for (const { name: variable, value = '' } of env) expect(value, variable).not.toMatch(/:\/\/[^/]*:[^/]*@/);
      }
    }
  });

  helm.it('of a service see the entries of Secrets that are meant for it', async () => {
    for (const { component, pod } of podsOf(await render(values))) {
      const sources = pod.volumes?.find(({ name }) => name === 'secrets')?.projected?.sources ?? [];
      const keys = sources.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
      const ofNats = keys.filter((key) => key.startsWith('nats-'));
      if (sources.length > 0) expect(ofNats).toEqual([`nats-${component}-url`]);
      expect(keys.includes('secrets.key')).toBe(component === 'config');
    }
  });
});

describe('SEC-40 network policies', () => {
  helm.it('cover every pod, in and out', async () => {
    const manifests = await render();
    const covered = new Set(
      ofKind(manifests, 'NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels['app.kubernetes.io/component']),
    );
    for (const { component } of podsOf(manifests)) expect(covered.has(component), component).toBe(true);
    for (const { spec } of ofKind(manifests, 'NetworkPolicy')) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  helm.it('let gateways and consoles alone reach bytes of files, and services without MongoDB not reach it', async () => {
    const policies = ofKind(await render(), 'NetworkPolicy');
    const of = (component: string) => policies.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component)?.spec;
    const bytes = of('files').ingress.find((rule: { ports: { port: string }[] }) => rule.ports[0]?.port === 'bytes');
    const pods = (component: string) => ({
      podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/component': component }) as unknown },
    });
    expect(bytes.from).toEqual([pods('gateway'), pods('console')]);
    expect(JSON.stringify(of('console').egress)).toContain('"app.kubernetes.io/component":"gateway"');
    expect(JSON.stringify(of('console').egress)).not.toContain('27017');
    expect(JSON.stringify(of('gateway').egress)).not.toContain('27017');
    expect(JSON.stringify(of('data').egress)).toContain('27017');
    expect(JSON.stringify(of('data').egress)).not.toContain('0.0.0.0/0');
    const out = of('functions').egress.find((rule: { to?: { ipBlock?: object }[] }) => rule.to?.[0]?.ipBlock !== undefined);
    expect(out.to[0].ipBlock).toMatchObject({ cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']) });
  });
});

const containersOf = (pod: { containers: readonly Container[]; initContainers?: readonly Container[] }): readonly Container[] => [
  ...(pod.initContainers ?? []),
  ...pod.containers,
];
