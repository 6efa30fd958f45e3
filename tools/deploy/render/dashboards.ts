/** A panel: its title, the unit of its values, and its queries by the legend of each. */
type Panel = readonly [title: string, unit: string, queries: Readonly<Record<string, string>>];

const GATEWAY = 'operation=~"gateway .+",app=~"$app"';
const CODE = 'operation=~"functions[.](call-function|run-trigger|run-job|ask-function)",app=~"$app"';
const per = (labels: string, metric: string): string => `sum by (${labels}) (rate(${metric}[$__rate_interval]))`;
const quantile = (share: number, labels: string, metric: string): string =>
  `histogram_quantile(${share}, sum by (le${labels === '' ? '' : `, ${labels}`}) (rate(${metric}[$__rate_interval])))`;

const BOARDS: Readonly<Record<string, { readonly title: string; readonly panels: readonly Panel[] }>> = {
  traffic: {
    title: 'Parlance: traffic',
    panels: [
      ['Requests', 'reqps', { '{{app}}': per('app', `parlance_operation_requests_total{${GATEWAY}}`) }],
      ['Errors, by Parse code', 'reqps', { '{{code}}': per('code', `parlance_operation_errors_total{${GATEWAY}}`) }],
      [
        'Time to answer',
        's',
        Object.fromEntries(
          ([0.5, 0.95, 0.99] as const).map((share) => [
            `p${share * 100}`,
            quantile(share, '', `parlance_operation_duration_bucket{${GATEWAY}}`),
          ]),
        ),
      ],
      [
        'Slowest routes, p95',
        's',
        { '{{operation}}': `topk(10, ${quantile(0.95, 'operation', `parlance_operation_duration_bucket{${GATEWAY}}`)})` },
      ],
      [
        'Slowest operations of services, p95',
        's',
        { '{{operation}}': 'topk(10, parlance:operation_seconds:p95{operation!~"gateway .+"})' },
      ],
      [
        'Calls over the bus that fail',
        'reqps',
        { '{{rpc_method}} {{error_type}}': per('rpc_method, error_type', 'rpc_client_call_duration_count{error_type!=""}') },
      ],
      ['Requests refused without work', 'reqps', { '{{service}} {{reason}}': per('service, reason', 'parlance_bus_refusals_total') }],
      ['Processes connected to NATS', 'short', { '{{service}}': 'sum by (service) (parlance_bus_connected)' }],
      ['Share of time at work', 'percentunit', { '{{service}}': 'max by (service) (nodejs_eventloop_utilization)' }],
      ['Delay of the event loop, p99', 's', { '{{service}}': 'max by (service) (nodejs_eventloop_delay_p99)' }],
      ['Memory of processes', 'bytes', { '{{service}}': 'max by (service) (process_memory_usage)' }],
      ['Processor time', 'short', { '{{service}}': per('service', 'process_cpu_time_total') }],
      [
        'Connections to MongoDB in use',
        'short',
        { '{{service}}': 'sum by (service) (db_client_connection_count{db_client_connection_state="used"})' },
      ],
      ['Commands that wait for a connection', 'short', { '{{service}}': 'sum by (service) (db_client_connection_pending_requests)' }],
    ],
  },
  push: {
    title: 'Parlance: push',
    panels: [
      ['Messages handed to providers', 'cps', { '{{provider}} {{outcome}}': per('provider, outcome', 'push_send_total') }],
      ['Messages tried again', 'cps', { '{{provider}} {{reason}}': per('provider, reason', 'push_retry_total') }],
      ['Partitions that wait for a worker', 'short', { '{{lane}}': 'max by (lane) (push_queue_depth)' }],
      ['From due to the first worker, p95', 's', { '{{lane}}': quantile(0.95, 'lane', 'push_start_lag_seconds_bucket') }],
      ['From due to the scheduler, p95', 's', { lag: quantile(0.95, '', 'push_scheduler_lag_seconds_bucket') }],
      ['Time until a push is accepted, p95', 's', { accept: quantile(0.95, '', 'push_accept_seconds_bucket') }],
      ['Time of a slice at a provider, p95', 's', { '{{provider}}': quantile(0.95, 'provider', 'push_send_seconds_bucket') }],
      [
        'Messages under way',
        'short',
        { '{{provider}}': 'sum by (provider) (push_inflight)', '{{provider}} at most': 'sum by (provider) (push_window)' },
      ],
      ['Breakers: 0 closed, 1 trying, 2 open', 'short', { '{{provider}}': 'max by (provider) (push_breaker_state)' }],
      ['Dead tokens', 'cps', { '{{provider}}': per('provider', 'push_dead_tokens_total') }],
      [
        'Stuck pushes, lost leases, late workers',
        'short',
        {
          stuck: 'sum(increase(push_stuck_total[$__rate_interval]))',
          leases: 'sum(increase(push_lease_lost_total[$__rate_interval]))',
          fenced: 'sum(increase(push_fence_reject_total[$__rate_interval]))',
        },
      ],
      ['Opens', 'cps', { opens: 'sum(rate(push_open_total[$__rate_interval]))' }],
    ],
  },
  queues: {
    title: 'Parlance: queues',
    panels: [
      ['Jobs that wait', 'short', { '{{queue}}': 'max by (queue) (parlance_queue_jobs{state="waiting"})' }],
      ['How long the next job has been due', 's', { '{{queue}}': 'max by (queue) (parlance_queue_oldest)' }],
      ['Attempts, by outcome', 'cps', { '{{queue}} {{outcome}}': per('queue, outcome', 'parlance_queue_attempts_total') }],
      ['Time of an attempt, p95', 's', { '{{queue}}': quantile(0.95, 'queue', 'parlance_queue_duration_bucket') }],
      ['Jobs at work', 'short', { '{{queue}}': 'max by (queue) (parlance_queue_jobs{state="active"})' }],
      ['Jobs that failed for good', 'short', { '{{queue}}': 'max by (queue) (parlance_queue_jobs{state="failed"})' }],
    ],
  },
  'cloud-code': {
    title: 'Parlance: Cloud Code',
    panels: [
      ['Calls', 'reqps', { '{{app}}': per('app', `parlance_operation_requests_total{${CODE}}`) }],
      ['Calls, by kind', 'reqps', { '{{operation}}': per('operation', `parlance_operation_requests_total{${CODE}}`) }],
      ['Errors, by Parse code', 'reqps', { '{{app}} {{code}}': per('app, code', `parlance_operation_errors_total{${CODE}}`) }],
      ['Time of a call, p95', 's', { '{{app}}': quantile(0.95, 'app', `parlance_operation_duration_bucket{${CODE}}`) }],
      [
        'Processes of the service: share of time at work',
        'percentunit',
        { '{{instance}}': 'nodejs_eventloop_utilization{service="functions"}' },
      ],
      ['Processor time of the service', 'short', { '{{instance}}': per('instance', 'process_cpu_time_total{service="functions"}') }],
    ],
  },
  tenants: {
    title: 'Parlance: tenants',
    panels: [
      ['Apps with most requests', 'reqps', { '{{app}}': 'topk(10, parlance:requests:rate5m)' }],
      ['Apps with most errors', 'reqps', { '{{app}}': 'topk(10, sum by (app) (parlance:errors:rate5m))' }],
      ['Apps with most faults of the platform', 'reqps', { '{{app}}': 'topk(10, sum by (app) (parlance:errors:rate5m{code="1"}))' }],
      ['Apps with most calls of Cloud Code', 'reqps', { '{{app}}': 'topk(10, parlance:cloud_calls:rate5m)' }],
      [
        'Share of time that requests of an app take',
        'percentunit',
        {
          '{{app}}':
            'topk(10, sum by (app) (rate(parlance_operation_duration_sum{operation=~"gateway .+"}[$__rate_interval])) / scalar(sum(rate(parlance_operation_duration_sum{operation=~"gateway .+"}[$__rate_interval]))))',
        },
      ],
      [
        'Time to answer, p99',
        's',
        { '{{app}}': `topk(10, ${quantile(0.99, 'app', 'parlance_operation_duration_bucket{operation=~"gateway .+"}')})` },
      ],
    ],
  },
};

const HEIGHT = 8;
const WIDTH = 12;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Grafana dashboards, by file name without its ending. */
export function dashboards(): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(BOARDS).map(([name, { title, panels }]) => [name, board(name, title, panels)]));
}

function board(name: string, title: string, panels: readonly Panel[]): object {
  return {
    uid: `parlance-${name}`,
    title,
    tags: ['parlance'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    templating: { list: [datasourceVariable(), appVariable()] },
    panels: panels.map(([panelTitle, unit, queries], index) => ({
      id: index + 1,
      type: 'timeseries',
      title: panelTitle,
      datasource: DATASOURCE,
      gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 5, showPoints: 'never' } }, overrides: [] },
      options: {
        legend: { displayMode: 'table', placement: 'right', showLegend: true, calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
      targets: Object.entries(queries).map(([legendFormat, expr], query) => ({
        refId: String.fromCharCode('A'.charCodeAt(0) + query),
        datasource: DATASOURCE,
        expr,
        legendFormat,
      })),
    })),
  };
}

function datasourceVariable(): object {
  return { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {}, hide: 0 };
}

function appVariable(): object {
  const query = 'label_values(parlance_operation_requests_total, app)';
  return {
    name: 'app',
    label: 'App',
    type: 'query',
    datasource: DATASOURCE,
    query: { query, refId: 'apps' },
    definition: query,
    multi: true,
    includeAll: true,
    allValue: '.*',
    refresh: 2,
    sort: 1,
    current: { text: 'All', value: '$__all' },
  };
}
