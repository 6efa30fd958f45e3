import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES } from '@parlance/contracts';
import { describe, expect } from 'vitest';
import { kustomizeFiles } from '../../tools/deploy/render/kustomize.ts';
import { ROOT } from '../../tools/launcher/paths.ts';
import { helm, manifestsIn, ofKind, podsOf, type Manifest } from './kit/chart.ts';
import { tool, withAll } from './kit/tools.ts';

const kubectl = await tool('kubectl');
const validator = await tool('kubernetesValidate');
const CUSTOM = new Set(['ServiceMonitor', 'PrometheusRule']);

const overlay = async (name: string): Promise<readonly Manifest[]> =>
  manifestsIn(await kubectl.run(['kustomize', join(ROOT, 'deploy/kustomize/overlays', name)]));

helm.it('the manifests of kustomize are those of the chart: `npm run deploy:render` writes them', async () => {
  const files = Object.entries((await kustomizeFiles()) ?? {});
  expect(files).toHaveLength(3);
  for (const [path, content] of files) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
});

describe.each(['staging', 'production'])('SEC-40 the overlay %s', (name) => {
  withAll(kubectl, validator)('holds manifests that the strict schemas of Kubernetes accept', async () => {
    const native = (await overlay(name)).filter(({ kind }) => !CUSTOM.has(kind));
    expect(native.length).toBeGreaterThan(40);
    const folder = mkdtempSync(join(tmpdir(), 'parlance-overlay-'));
    try {
      writeFileSync(join(folder, 'all.yaml'), native.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
      await validator.run(['--strict', '--quiet', join(folder, 'all.yaml')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  kubectl.it('runs every service, of one image, without a Secret in it', async () => {
    const manifests = await overlay(name);
    expect(ofKind(manifests, 'Secret')).toEqual([]);
    const pods = podsOf(manifests);
    expect(pods.map(({ component }) => component).toSorted()).toEqual(SERVICE_NAMES.toSorted());
    for (const { pod } of pods)
      expect(pod.containers.map(({ image }) => image)).toEqual([expect.stringMatching(/^registry\.example\.com\/parlance:/)]);
  });
});

kubectl.it('staging has one replica of each service, production scales by itself', async () => {
  const [staging, production] = await Promise.all([overlay('staging'), overlay('production')]);
  expect(new Set(ofKind(staging, 'Deployment').map(({ spec }) => spec.replicas))).toEqual(new Set([1]));
  expect(new Set(ofKind(production, 'Deployment').map(({ spec }) => spec.replicas))).toEqual(new Set([undefined]));
  expect(
    ofKind(production, 'HorizontalPodAutoscaler')
      .map(({ spec }) => spec.scaleTargetRef.name)
      .toSorted(),
  ).toEqual(
    ofKind(production, 'Deployment')
      .map(({ metadata }) => metadata.name)
      .toSorted(),
  );
});
