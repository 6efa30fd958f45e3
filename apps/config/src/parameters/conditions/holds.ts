import { compareVersions } from './compare-versions.ts';
import { shareOf } from './share-of.ts';
import type { When } from './condition.ts';

/** A caller, as far as conditions look at one. */
export interface Facts {
  readonly installationId?: string | undefined;
  readonly deviceType?: string | undefined;
  readonly appVersion?: string | undefined;
  readonly localeIdentifier?: string | undefined;
  readonly userId?: string | undefined;
  /** Names, inherited roles included. */
  readonly roles: readonly string[];
}

/**
 * Why a condition does not hold for a caller, as a sentence; undefined when it holds. A fact that is not known meets no condition.
 *
 * @param parameter the name that salts shares, unless the condition has a salt
 */
export function obstacle(when: When, facts: Facts, parameter: string): string | undefined {
  return deviceObstacle(when, facts) ?? shareObstacle(when, facts, parameter) ?? userObstacle(when, facts);
}

function deviceObstacle({ deviceType, appVersion, localeIdentifier }: When, facts: Facts): string | undefined {
  if (deviceType !== undefined && !deviceType.includes(facts.deviceType ?? '')) {
    return `deviceType is ${told(facts.deviceType)}, not one of ${deviceType.join(', ')}.`;
  }
  if (localeIdentifier !== undefined && !localeIdentifier.some((asked) => speaks(facts.localeIdentifier, asked))) {
    return `localeIdentifier is ${told(facts.localeIdentifier)}, not one of ${localeIdentifier.join(', ')}.`;
  }
  if (appVersion === undefined) return undefined;
  const { from, below } = appVersion;
  const fromOrder = from === undefined ? 0 : compareVersions(facts.appVersion, from);
  const belowOrder = below === undefined ? -1 : compareVersions(facts.appVersion, below);
  if (facts.appVersion === undefined || fromOrder === undefined || belowOrder === undefined) {
    return `appVersion is ${told(facts.appVersion)}, which cannot be compared.`;
  }
  if (fromOrder < 0) return `appVersion is ${facts.appVersion}, which is less than ${from}.`;
  return belowOrder < 0 ? undefined : `appVersion is ${facts.appVersion}, which is not below ${below}.`;
}

function shareObstacle({ percentage }: When, { installationId }: Facts, parameter: string): string | undefined {
  if (percentage === undefined) return undefined;
  if (installationId === undefined) return 'The installation is not known, and so belongs to no share.';
  const { from, below, salt = parameter } = percentage;
  const share = shareOf(salt, installationId);
  if (share >= from && share < below) return undefined;
  return `The installation is at ${share.toFixed(3)} %, which is not from ${from} to below ${below}.`;
}

function userObstacle({ users, roles }: When, facts: Facts): string | undefined {
  if (users === undefined && roles === undefined) return undefined;
  if (facts.userId === undefined) return 'No user is logged in.';
  if (users?.includes(facts.userId) === true || roles?.some((role) => facts.roles.includes(role)) === true) return undefined;
  return 'The user is none of those named, and has none of the roles.';
}

/** `de` stands for every German; a language with a region for that region alone. Both separators are in use. */
function speaks(locale: string | undefined, asked: string): boolean {
  if (locale === undefined) return false;
  const [one, other] = [locale, asked].map((text) => text.replaceAll('_', '-').toLowerCase());
  return one === other || one?.startsWith(`${other}-`) === true;
}

function told(fact: string | undefined): string {
  return fact ?? 'not known';
}
