export { startTelemetry, TELEMETRY, type Telemetry, type TelemetryOptions, type TelemetrySinks } from './telemetry.ts';
export { endSpan, isTracing, span, type SpanRole, type StartedSpan, startSpan } from './tracing/span.ts';
export { activeTraceId, extract, inject, within } from './tracing/propagation.ts';
export { operationMetrics } from './metrics/operation-metrics.ts';
export { createLogger, LOG_LEVELS, LOGGER, type Logger, type LoggerOptions, type LogLevel, type LogMethod } from './logging/logger.ts';
export { activeRequest, type RequestScope, withinRequest } from './logging/request-scope.ts';
export { describeError, type ErrorDescription } from './logging/describe-error.ts';
export { REDACTED, withoutCredentials } from './logging/redact.ts';
export { NestLogger } from './logging/nest-logger.ts';
