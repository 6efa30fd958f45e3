import { createNoopMeter, metrics, type Meter, type MetricOptions } from '@opentelemetry/api';
import '@parlance/standalone';
import { startTelemetry } from '@parlance/telemetry';

/** The labels of each metric; `tables.spec.ts` finds a metric without an entry. */
const LABELS: Readonly<Record<string, string>> = {
  'db.client.connection.count': 'db_client_connection_pool_name, db_client_connection_state',
  'db.client.connection.max': 'db_client_connection_pool_name',
  'db.client.connection.pending_requests': 'db_client_connection_pool_name',
  'db.client.connection.timeouts': 'db_client_connection_pool_name',
  'db.client.connection.wait_time': 'db_client_connection_pool_name',
  'nodejs.eventloop.time': 'nodejs_eventloop_state',
  'parlance.bus.refusals': 'reason',
  'parlance.operation.duration': 'operation, app',
  'parlance.operation.errors': 'operation, app, code',
  'parlance.operation.requests': 'operation, app',
  'parlance.queue.attempts': 'queue, outcome',
  'parlance.queue.duration': 'queue, outcome',
  'parlance.queue.jobs': 'queue, state',
  'parlance.queue.oldest': 'queue',
  'parlance.queue.paused': 'queue',
  'parlance.quota.reached': 'app, quota',
  'parlance.quota.refusals': 'app, quota',
  'process.cpu.time': 'cpu_mode',
  push_breaker_state: 'provider',
  push_bucket_tokens: 'provider',
  push_dead_tokens_total: 'provider',
  push_inflight: 'provider',
  push_queue_depth: 'lane',
  push_retry_total: 'provider, reason',
  push_send_seconds: 'provider',
  push_send_total: 'provider, outcome',
  push_start_lag_seconds: 'lane',
  push_window: 'provider',
  'rpc.client.call.duration': 'rpc_system_name, rpc_method, error_type',
};

/** A metric as it was declared to OpenTelemetry. */
export interface DeclaredMetric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly meaning: string;
}

const KINDS = {
  createCounter: 'counter',
  createObservableCounter: 'counter',
  createUpDownCounter: 'gauge',
  createObservableUpDownCounter: 'gauge',
  createGauge: 'gauge',
  createObservableGauge: 'gauge',
  createHistogram: 'histogram',
} as const;

/**
 * All metrics that the programs of a deployment declare, by name. Recording is started with a meter that writes the declarations down.
 *
 * To be called once in a process: OpenTelemetry has one meter provider in each.
 */
export async function declaredMetrics(): Promise<readonly DeclaredMetric[]> {
  const found = new Map<string, DeclaredMetric>();
  const meter = createNoopMeter() as Meter & Record<string, unknown>;
  for (const [method, kind] of Object.entries(KINDS)) {
    const create = (meter[method] as (name: string, options?: MetricOptions) => unknown).bind(meter);
    meter[method] = (name: string, options: MetricOptions = {}) => {
      found.set(name, { name, kind, unit: options.unit ?? '', meaning: options.description ?? '' });
      return create(name, options);
    };
  }
  metrics.setGlobalMeterProvider({ getMeter: () => meter });
  const telemetry = await startTelemetry({ service: 'docs', scraped: true });
  await telemetry.shutdown();
  // Unit tests share a process, and some declare metrics of their own.
  const ours = [...found.values()].filter(({ name }) => !name.startsWith('test.'));
  return ours.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The name by which Prometheus knows a metric. Source: the exporter's serializer, which adds `_total` to counters. */
export function prometheusName({ name, kind }: DeclaredMetric): string {
  const plain = name.replaceAll(/[^a-z0-9_]/gi, '_');
  return kind === 'counter' && !plain.endsWith('_total') ? `${plain}_total` : plain;
}

/** `| metric | kind | labels | meaning |`, by the names of Prometheus. */
export function metricsTable(declared: readonly DeclaredMetric[]): string {
  const rows = declared.map((metric) => {
    const labels = (LABELS[metric.name] ?? '').split(', ').filter((label) => label !== '');
    const kind = metric.kind === 'histogram' ? 'histogram (`_bucket`, `_sum`, `_count`)' : metric.kind;
    return `| \`${prometheusName(metric)}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${metric.unit} | ${metric.meaning} |`;
  });
  return ['| metric | kind | labels | unit | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Entries of LABELS whose metric is gone. */
export function staleLabels(declared: readonly DeclaredMetric[]): readonly string[] {
  return Object.keys(LABELS).filter((name) => !declared.some((metric) => metric.name === name));
}
