/** Values that make another chart than the usual ones: each alone, and together as far as they go together. */
const OWN_SERVERS = {
  mongodb: { existingSecret: 'own-mongodb', bundled: { enabled: false } },
  redis: { existingSecret: 'own-redis', bundled: { enabled: false } },
  nats: { existingSecret: 'own-nats', bundled: { enabled: false }, journalReplicas: 3 },
};
const OWN_SECRETS = { keys: { existingSecret: 'own-keys' }, apps: { existingSecret: 'own-apps', key: 'apps.yaml' } };
const WITH_TLS = { enabled: true, existingSecret: 'certificates', clientCertificate: true };
const ENCRYPTED = {
  redis: { tls: WITH_TLS },
  nats: { tls: WITH_TLS },
  transfers: { tls: { enabled: true, existingSecret: 'certificates' } },
  administration: { grpc: { enabled: true, tls: WITH_TLS } },
};
const PROMETHEUS = {
  metrics: {
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    rules: { enabled: true },
    dashboards: { enabled: true },
  },
};
const OUTSIDE = {
  publicUrl: 'https://api.example.com/parse',
  trustedProxyHops: 1,
  ingress: { enabled: true, host: 'api.example.com', className: 'nginx', tlsSecret: 'api-tls', annotations: { a: 'b' } },
  exposure: { gateway: { type: 'LoadBalancer', annotations: { c: 'd' } } },
};
const MORE = {
  s3: { bucket: 'files', existingSecret: 'own-s3', endpoint: 'https://s3.example.com', pathStyle: true },
  mail: { from: 'app@example.com', existingSecret: 'own-mail' },
  otel: { endpoint: 'http://otel-collector.monitoring:4318' },
  outboundAllowed: ['10.1.0.0/16', '10.2.3.4', 'fd00::1'],
  env: { PARLANCE_ACCESS_LOG: true },
  image: { registry: 'registry.example.com', tag: '1.2.3' },
  imagePullSecrets: [{ name: 'registry' }],
  priorityClassName: 'high',
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'parse', operator: 'Exists' }],
  commonLabels: { team: 'shop' },
  podAnnotations: { e: 'f' },
  networkPolicies: { clients: [{ podSelector: {} }], extraEgress: [{ ports: [{ port: 9000 }] }] },
};
const SCALED = {
  services: {
    gateway: { autoscaling: { enabled: true, max: 30 } },
    functions: {
      autoscaling: { enabled: true },
      extraVolumes: [{ name: 'code', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'code', mountPath: '/apps' }],
    },
    analytics: { enabled: false },
  },
};
const PRODUCTION = {
  ...OWN_SECRETS,
  mongodb: { ...OWN_SERVERS.mongodb, tls: WITH_TLS },
  redis: { ...OWN_SERVERS.redis, tls: WITH_TLS },
  nats: { ...OWN_SERVERS.nats, tls: WITH_TLS },
  transfers: ENCRYPTED.transfers,
  administration: ENCRYPTED.administration,
};

export const TOGGLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the usual values': {},
  'servers of the user': OWN_SERVERS,
  'servers and Secrets of the user': { ...OWN_SERVERS, ...OWN_SECRETS },
  'a ConfigMap of apps': { apps: { existingConfigMap: 'own-apps' } },
  'apps in the values, and no demo': { apps: { demo: false, file: '{"apps":[]}' } },
  'TLS to the bundled servers': ENCRYPTED,
  'TLS to servers of the user': PRODUCTION,
  Prometheus: PROMETHEUS,
  'an ingress': OUTSIDE,
  'all that may be added': MORE,
  'administration over gRPC': { administration: { grpc: { enabled: true } }, exposure: { admin: { type: 'LoadBalancer' } } },
  'autoscaling, and a service less': SCALED,
  'name spaces for code': {
    functions: { isolation: 'namespaces', seccompProfile: { type: 'Localhost', localhostProfile: 'functions.json' } },
  },
  'no network policies, budgets, metrics and migrations': {
    migrations: { enabled: false },
    networkPolicies: { enabled: false },
    podDisruptionBudgets: false,
    metrics: { enabled: false },
  },
  'nearly everything': { ...MORE, ...OUTSIDE, ...PROMETHEUS, ...SCALED, ...PRODUCTION, functions: { isolation: 'namespaces' } },
};
