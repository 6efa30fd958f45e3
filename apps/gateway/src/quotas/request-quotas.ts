import { isLimited, type QuotaSettings } from '@parlance/app-settings';

/** The quotas on requests that gateways hold. */
export type RequestQuotas = Pick<QuotaSettings, 'requestsPerSecond' | 'requestsPerDay' | 'concurrentRequests'>;

/** The same of one app. */
export interface CompiledQuotas {
  /** Tells them from others. */
  readonly key: string;
  readonly limits: RequestQuotas;
}

/** @returns undefined for an app without any, whose requests then cost nothing here */
export function compileQuotas({ requestsPerSecond, requestsPerDay, concurrentRequests }: QuotaSettings): CompiledQuotas | undefined {
  const limits = { requestsPerSecond, requestsPerDay, concurrentRequests };
  if (!Object.values(limits).some(isLimited)) return undefined;
  return { key: JSON.stringify(limits), limits };
}
