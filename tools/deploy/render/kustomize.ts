import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SERVICE_NAMES } from '@parlance/contracts';
import { ROOT } from '../../launcher/paths.ts';
import { findTool, run, type FoundTool } from '../toolbox/toolbox.ts';

const FOLDER = 'deploy/kustomize';
const HEADING = '# Rendered from the chart by `npm run deploy:render`.\n';

type Helm = Exclude<FoundTool, { readonly missing: string }>;

/**
 * The manifests below deploy/kustomize that come from the chart, by path; undefined where there is no helm. The job of an upgrade is left out,
 * because kustomize has no hooks: there the first new pod of each service migrates.
 */
export async function kustomizeFiles(): Promise<Readonly<Record<string, string>> | undefined> {
  const helm = await findTool('helm');
  if ('missing' in helm) return undefined;
  const scaled = SERVICE_NAMES.flatMap((name) => ['--set', `services.${name}.autoscaling.enabled=true`]);
  const watched = ['serviceMonitor', 'rules'].flatMap((name) => ['--set', `metrics.${name}.enabled=true`]);
  const [base, scaling, monitoring] = await Promise.all([
    rendered(helm, [], (kind) => kind !== 'Job'),
    rendered(helm, scaled, (kind) => kind === 'HorizontalPodAutoscaler'),
    rendered(helm, watched, (kind) => kind === 'ServiceMonitor' || kind === 'PrometheusRule'),
  ]);
  const production = `${FOLDER}/overlays/production`;
  return { [`${FOLDER}/base/parlance.yaml`]: base, [`${production}/scaling.yaml`]: scaling, [`${production}/monitoring.yaml`]: monitoring };
}

/** @throws Error with the words of helm when it refuses the values */
async function rendered(helm: Helm, options: readonly string[], wanted: (kind: string) => boolean): Promise<string> {
  const place = ['parlance', join(ROOT, 'deploy/helm/parlance'), '--namespace', 'parlance', '--values', join(ROOT, FOLDER, 'values.yaml')];
  const { code, output } = await run(helm, 'template', ...place, ...options);
  if (code !== 0) throw new Error(`helm could not render the chart: ${output}`);
  const documents = parseAllDocuments(output);
  if ('empty' in documents) return HEADING;
  const chosen = documents.filter((document) => typeof document.get('kind') === 'string' && wanted(String(document.get('kind'))));
  const texts = chosen.map((document) => {
    document.commentBefore = null;
    return document.toString({ directives: false, lineWidth: 0 }).replaceAll('managed-by: Helm', 'managed-by: kustomize');
  });
  return HEADING + texts.join('---\n');
}
