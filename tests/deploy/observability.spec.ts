import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICE_NAMES } from '@parlance/contracts';
import { alertsOf } from '../../tools/deploy/render/prometheus.ts';
import { ROOT } from '../../tools/launcher/paths.ts';
import { CHART } from './kit/chart.ts';
import { tool } from './kit/tools.ts';

const RULES = join(CHART, 'files/prometheus-rules.yaml');
const DASHBOARDS = join(CHART, 'files/dashboards');
const promtool = await tool('promtool');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('Prometheus', () => {
  promtool.it('accepts the rules and the settings', async () => {
    await promtool.run(['check', 'rules', RULES]);
    expect(await promtool.run(['check', 'config', join(ROOT, 'deploy/prometheus/prometheus.yml')])).toContain('SUCCESS');
  });

  promtool.it('sees each alert go off when it should, and none while nothing is wrong', async () => {
    expect(await promtool.run(['test', 'rules', join(ROOT, 'deploy/prometheus/rules_test.yaml')])).toContain('SUCCESS');
  });

  it('has a row in docs/operations.md for each alert', () => {
    for (const alert of alertsOf(readFileSync(RULES, 'utf8')))
      expect(read('docs/operations.md')).toMatch(new RegExp(`^\\| ${alert} +\\|`, 'm'));
  });

  it('has a test for each alert', () => {
    const { tests } = parse(read('deploy/prometheus/rules_test.yaml')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const tried = tests.flatMap((test) =>
      test.alert_rule_test.filter(({ exp_alerts: expected }) => expected.length > 0).map(({ alertname }) => alertname),
    );
    expect(alertsOf(readFileSync(RULES, 'utf8')).toSorted()).toEqual([...new Set(tried)].toSorted());
  });
});

/** The metrics of docs/metrics.md by the names that Prometheus knows, and the recorded ones. */
function knownMetrics(): ReadonlySet<string> {
  const rows = [...read('docs/metrics.md').matchAll(/^\| `(\w+)` +\| (\w+)/gm)];
  const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { record?: string }[] }[] };
  const recorded = groups.flatMap(({ rules }) => rules.flatMap(({ record }) => (record === undefined ? [] : [record])));
  const served = rows.flatMap(([, name = '', kind]) =>
    kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  );
  return new Set([...served, ...recorded]);
}

/** Names of metrics in a query: words before a selector, a range, a bracket or the end that are no functions, labels or durations. */
function metricsIn(query: string): readonly string[] {
  const bare = query
    .replace(/"[^"]*"/g, '""')
    .replace(/\b(by|without|on|ignoring) ?\([^)]*\)/g, '')
    .replace(/\{[^}]*\}/g, '');
  const words = bare.match(/[a-z_:][a-z0-9_:]*(?! *\()(?![a-z0-9_:])/gi) ?? [];
  return words.filter((word) => word.includes('_') && !word.startsWith('__'));
}

describe('queries', () => {
  const known = knownMetrics();
  const boards = readdirSync(DASHBOARDS).map((file) => [file, JSON.parse(readFileSync(join(DASHBOARDS, file), 'utf8'))] as const);

  it('are read as they are meant', () => {
    expect(metricsIn('sum by (a_b) (rate(x_total{c_d="e_f"}[$__rate_interval])) / scalar(sum(y_sum))')).toEqual(['x_total', 'y_sum']);
    expect(metricsIn('topk(10, parlance:errors:rate5m{code="1"})')).toEqual([]);
    expect(known.has('parlance_operation_duration_bucket') && known.has('push_breaker_state') && known.size > 50).toBe(true);
  });

  it.each(boards)('of the dashboard %s name metrics that exist', (_file, board) => {
    const queries: string[] = board.panels.flatMap((panel: { targets: { expr: string }[] }) => panel.targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(5);
    for (const query of queries) {
      expect(
        metricsIn(query).filter((metric) => !known.has(metric)),
        query,
      ).toEqual([]);
      for (const [recorded] of query.matchAll(/parlance:[a-z_0-9:]+/g)) expect(known.has(recorded), query).toBe(true);
    }
  });

  it('of the rules name metrics that exist', () => {
    const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { expr: string }[] }[] };
    for (const { expr } of groups.flatMap(({ rules }) => rules))
      expect(
        metricsIn(expr).filter((metric) => !known.has(metric)),
        expr,
      ).toEqual([]);
  });

  promtool.it('of the dashboards are queries that Prometheus understands', async () => {
    const all = boards.flatMap(([, board]) =>
      board.panels.flatMap((panel: { targets: { expr: string }[] }) => panel.targets.map(({ expr }) => expr)),
    );
    const rules = all.map((query: string, index) => ({
      record: `checked:${index}`,
      expr: query.replaceAll('$__rate_interval', '5m').replaceAll('$app', '.*'),
    }));
    const folder = mkdtempSync(join(tmpdir(), 'parlance-queries-'));
    try {
      writeFileSync(join(folder, 'rules.json'), JSON.stringify({ groups: [{ name: 'queries', rules }] }));
      expect(await promtool.run(['check', 'rules', join(folder, 'rules.json')])).toContain(`${rules.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('have panels that do not overlap, with ids of their own', () => {
    for (const [file, { uid, panels }] of boards) {
      expect(uid).toBe(`parlance-${file.replace('.json', '')}`);
      const places = panels.map(({ gridPos }: { gridPos: { x: number; y: number } }) => `${gridPos.x}/${gridPos.y}`);
      expect(new Set(places).size).toBe(panels.length);
      expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
    }
  });
});

it('Prometheus scrapes every service', () => {
  for (const name of SERVICE_NAMES) expect(read('deploy/prometheus/prometheus.yml')).toContain(`names: [${name}],`);
});

describe('the OpenTelemetry collector', () => {
  const config = parse(read('deploy/otel/collector.yaml')) as Record<string, Record<string, unknown>> & {
    service: { extensions: string[]; pipelines: Record<string, Record<string, string[]>> };
  };

  it('has pipelines for traces and metrics, of components that are declared', () => {
    expect(Object.keys(config.service.pipelines)).toEqual(['traces', 'metrics']);
    for (const pipeline of Object.values(config.service.pipelines)) {
      for (const kind of ['receivers', 'processors', 'exporters']) {
        expect(pipeline[kind]?.length).toBeGreaterThan(0);
        expect(Object.keys(config[kind] ?? {})).toEqual(expect.arrayContaining(pipeline[kind] ?? []));
      }
      expect(pipeline.processors?.[0]).toBe('memory_limiter');
    }
    expect(Object.keys(config.extensions ?? {})).toEqual(config.service.extensions);
  });
});
