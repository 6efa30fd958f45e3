import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../../../tools/launcher/paths.ts';
import { tool } from './tools.ts';

export const CHART = join(ROOT, 'deploy/helm/parlance');

export const helm = await tool('helm');

/** An object of Kubernetes, as far as tests look into it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the kind that it reads
  readonly spec: any;
  readonly data?: Readonly<Record<string, string>>;
}

type Values = Readonly<Record<string, unknown>>;

const rendered = new Map<string, Promise<string>>();

/** Renders the chart with these values, once for all tests. @throws Error with helm's words when the chart refuses them */
export function renderText(values: Values = {}): Promise<string> {
  const key = JSON.stringify(values);
  const known = rendered.get(key) ?? renderAnew(values);
  rendered.set(key, known);
  return known;
}

async function renderAnew(values: Values): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-chart-'));
  try {
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    return await helm.run(['template', 'p', CHART, '--namespace', 'shop', '--values', file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function render(values: Values = {}): Promise<readonly Manifest[]> {
  return manifestsIn(await renderText(values));
}

/** The objects of several YAML documents. @throws Error for a document that is no YAML */
export function manifestsIn(text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) return [];
  for (const { errors } of documents) if (errors[0] !== undefined) throw errors[0];
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}

export const ofKind = (manifests: readonly Manifest[], kind: string): readonly Manifest[] => manifests.filter((one) => one.kind === kind);

/** The pods that objects make, by the name of the object. */
export function podsOf(
  manifests: readonly Manifest[],
): readonly { readonly name: string; readonly component: string; readonly pod: Pod }[] {
  return manifests
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job', 'DaemonSet'].includes(kind))
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      component: metadata.labels?.['app.kubernetes.io/component'] ?? '',
      pod: spec.template.spec as Pod,
    }));
}

export interface Pod {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
}
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: Readonly<Record<string, unknown>> }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly startupProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}
export interface Volume {
  readonly name: string;
  readonly projected?: {
    readonly sources: readonly { readonly secret?: { readonly name: string; readonly items: readonly { readonly key: string }[] } }[];
  };
}
