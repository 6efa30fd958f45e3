import { parse } from 'yaml';
import { DEPLOYED_SERVICES, HEALTH_PORT } from '../services.ts';

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string }[] }[];
}

/** The names of the alerts of a file of rules. */
export function alertsOf(rules: string): readonly string[] {
  const { groups } = parse(rules) as RuleFile;
  return groups.flatMap((group) => group.rules.flatMap(({ alert }) => (alert === undefined ? [] : [alert])));
}

/** Each service by its name on the network, which becomes a label. */
export const scrapedServices = (): readonly string[] =>
  DEPLOYED_SERVICES.map(({ name }) => `- { names: [${name}], type: A, port: ${HEALTH_PORT} }`);

/** No alert goes off while nothing is wrong. */
export const silentAlerts = (rules: string): readonly string[] =>
  alertsOf(rules).map((alert) => `- { eval_time: 30m, alertname: ${alert}, exp_alerts: [] }`);
