import type { AdminOperation, analytics } from '@parlance/admin-operations';

type Of<Operation> = Operation extends AdminOperation<infer Request, infer Reply> ? { request: Request; reply: Reply } : never;

/** The operations of the area `analytics`. */
export interface AnalyticsOperations {
  'analytics/count': Of<typeof analytics.count>;
  'analytics/active': Of<typeof analytics.active>;
  'analytics/retention': Of<typeof analytics.retention>;
  'analytics/funnel': Of<typeof analytics.funnel>;
  'analytics/errors': Of<typeof analytics.errors>;
  'analytics/latency': Of<typeof analytics.latency>;
  'analytics/graphs': Of<typeof analytics.listGraphs>;
  'analytics/save-graph': Of<typeof analytics.saveGraph>;
  'analytics/delete-graph': Of<typeof analytics.deleteGraph>;
}
