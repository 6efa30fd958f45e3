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
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
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
  readonly revokedAt?: Date;
  readonly lastUsedAt?: Date;
  readonly lastUsedFrom?: string;
}
