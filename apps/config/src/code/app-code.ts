import type { AppCode, config, TriggerTable } from '@parlance/contracts';
import type { AppRecord } from '../registry/app-record.ts';

type Coded = Pick<AppRecord, 'cloud' | 'declared' | 'release' | 'manifest' | 'hooks' | 'keys'>;

/** The part of an app's code that services learn which ask it. */
export function appCode({ cloud, release, manifest, hooks }: Coded): AppCode {
  const isDeclared = cloud !== undefined || release !== undefined;
  const triggers = union(isDeclared ? manifest?.triggers : undefined, hooks?.triggers);
  const rateLimits = isDeclared ? (manifest?.rateLimits ?? []) : [];
  if (isDeclared) return { state: manifest === undefined ? 'loading' : 'ready', triggers, rateLimits };
  return { state: hooks === undefined ? 'none' : 'ready', triggers, rateLimits };
}

/** The jobs of an app's code. A job has no webhook. */
export function codeJobs({ cloud, release, manifest }: Coded): config.CodeJobs {
  if (cloud === undefined && release === undefined) return { state: 'none', names: [] };
  return manifest === undefined ? { state: 'loading', names: [] } : { state: 'ready', names: manifest.jobs, rules: manifest.jobRules };
}

/** All that the host of the code learns. */
export function codeOfApp({ cloud, declared, release, manifest, hooks, keys }: Coded): config.CodeOfApp {
  return {
    cloud,
    cloudDeclaredIn: cloud === undefined ? undefined : declared?.file,
    release,
    manifest,
    hooks,
    webhookKey: keys.webhook?.[0],
  };
}

function union(code: TriggerTable = {}, hooks: TriggerTable = {}): TriggerTable {
  const classes = new Set([...Object.keys(code), ...Object.keys(hooks)]);
  return Object.fromEntries([...classes].map((name) => [name, [...new Set([...(code[name] ?? []), ...(hooks[name] ?? [])])]]));
}
