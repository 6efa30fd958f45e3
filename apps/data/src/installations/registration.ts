import { ParseError } from '@parlance/errors';
import type { AppSettings } from '@parlance/app-settings';
import type { SentInstallation } from './installation-body.ts';

/** An installation as it is stored, as far as it tells devices apart. */
export interface StoredInstallation {
  readonly objectId: string;
  readonly installationId: string | undefined;
  readonly deviceToken: string | undefined;
  readonly deviceType: string | undefined;
  /** The push URIs of a Windows device. */
  readonly channelUris: unknown;
}

/** The installations known of a device before it is saved. */
export interface KnownInstallations {
  /** The one of the id that was sent, or the one that is addressed. */
  readonly own: StoredInstallation | undefined;
  /** Others with the token that was sent; of more than two, any two. */
  readonly holders: readonly StoredInstallation[];
}

/** Where a save goes: to a new object, or to one that is there; and the fate of others that stand in its way. */
export interface Registration {
  /** Undefined for a new object. */
  readonly objectId: string | undefined;
  /** All others with the token give it up. */
  readonly freesToken: boolean;
  /** Another object of the same device, which goes. */
  readonly removes: string | undefined;
}

/**
 * Decides which object a device is saved in.
 * Source: docs/contract/21-rest-protocol-endpoints.md section 4, the table.
 *
 * @throws InvalidInstallationId (132) a token that several objects hold, or one of another id, and no id in the body
 */
export function decideRegistration(
  { installationId, namesItself, deviceToken }: SentInstallation,
  { own, holders }: KnownInstallations,
  priority: AppSettings['installation']['duplicateDeviceTokenMergePriority'],
): Registration {
  const [holder, second] = holders;
  const sole = second === undefined ? holder : undefined;
  if (own === undefined) {
    if (holder === undefined) return { objectId: undefined, freesToken: false, removes: undefined };
    if (sole !== undefined && (sole.installationId === undefined || installationId === undefined)) return into(sole);
    if (namesItself) return { objectId: undefined, freesToken: true, removes: undefined };
    throw new ParseError('InvalidInstallationId', 'Must specify installationId when deviceToken matches multiple Installation objects');
  }
  if (deviceToken === undefined || deviceToken === own.deviceToken) return into(own);
  if (sole === undefined || sole.installationId !== undefined) return { ...into(own), freesToken: true };
  return priority === 'deviceToken' ? { ...into(sole), removes: own.objectId } : { ...into(own), removes: sole.objectId };
}

function into({ objectId }: StoredInstallation): Registration {
  return { objectId, freesToken: false, removes: undefined };
}

/** @throws ChangedImmutableField (136) the members that an addressed installation keeps for good */
export function assertUnchanged(
  stored: StoredInstallation,
  { body, installationId, namesItself, deviceToken, deviceType }: SentInstallation,
): void {
  if (stored.installationId !== undefined && 'installationId' in body && (!namesItself || installationId !== stored.installationId)) {
    throw new ParseError('ChangedImmutableField', 'installationId may not be changed in this operation');
  }
  if (stored.installationId === undefined && stored.deviceToken !== undefined && !namesItself) {
    if (deviceToken !== undefined && deviceToken !== stored.deviceToken) {
      throw new ParseError('ChangedImmutableField', 'deviceToken may not be changed in this operation');
    }
  }
  if (stored.deviceType !== undefined && 'deviceType' in body && deviceType !== stored.deviceType) {
    throw new ParseError('ChangedImmutableField', 'deviceType may not be changed in this operation');
  }
}

/** @throws MissingRequiredField (135) */
export function assertComplete({ deviceType }: SentInstallation): void {
  if (deviceType === undefined) throw new ParseError('MissingRequiredField', 'deviceType must be specified in this operation');
}

/** @throws MissingRequiredField (135) */
export function assertNamed({ installationId, deviceToken }: SentInstallation): void {
  if (installationId !== undefined || deviceToken !== undefined) return;
  throw new ParseError('MissingRequiredField', 'at least one ID field (deviceToken, installationId) must be specified in this operation');
}

/**
 * True when a save gives the object another address of the device: from then on, word of a dead token that is older says nothing about it.
 *
 * @param stored the object that is saved; undefined for a new one
 */
export function changesAddress(stored: StoredInstallation | undefined, { deviceToken, channelUris }: SentInstallation): boolean {
  if (deviceToken !== undefined && deviceToken !== stored?.deviceToken) return true;
  return channelUris !== undefined && JSON.stringify(channelUris) !== JSON.stringify(stored?.channelUris);
}
