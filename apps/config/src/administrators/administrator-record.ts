import type { Envelope } from '../secrets/envelope.ts';

/** Rights as they were given; `admin` checks them when they are given and when they are used. */
export interface GivenRights {
  readonly role?: string;
  readonly scopes?: readonly string[];
  /** Absent: all apps, and the deployment. */
  readonly apps?: readonly string[];
}

/** An administrator: collection `administrators` of the control database. `nameKey` is unique. */
export interface AdministratorRecord extends GivenRights {
  readonly _id: string;
  readonly name: string;
  /** The name in lower case. */
  readonly nameKey: string;
  readonly email?: string;
  /** The address in lower case, of those who have a password. Unique. */
  readonly signInKey?: string;
  /** In the form of sign-in/passwords.ts. */
  readonly password?: string;
  readonly secondFactor?: KeptSecondFactor;
  /** One that counts once a code of it was shown. */
  readonly offeredFactor?: KeptSecondFactor;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A secret of one-time passwords, encrypted, and the step of the last one that was used: each counts once. */
export interface KeptSecondFactor {
  readonly secret: Envelope;
  readonly lastStep: number;
}

/** The link of the first run: collection `firstRunLinks`, one document at most. */
export interface LinkRecord {
  readonly _id: string;
  /** SHA-256 of its secret, base64. */
  readonly digest: string;
  readonly expiresAt: Date;
}

/** A token: collection `adminTokens`. Of the token itself there is a digest alone. */
export interface TokenRecord extends GivenRights {
  readonly _id: string;
  readonly name: string;
  readonly administrator?: string;
  /** SHA-256 of the whole token, base64. */
  readonly digest: string;
  readonly addresses?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  /** A session of the console, which other doors do not take. */
  readonly isSession?: true;
  /** MongoDB removes it then. Of sessions alone: other tokens are shown for ever. */
  readonly forgetAt?: Date;
  readonly revokedAt?: Date;
  readonly lastUsedAt?: Date;
  readonly lastUsedFrom?: string;
}
