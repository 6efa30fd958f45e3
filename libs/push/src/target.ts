/** One installation as the push engine sees it: a projection of `_Installation`, no more. */
export interface Target {
  readonly objectId: string;
  readonly installationId?: string;
  readonly deviceType: string;
  /** How the device is reached where that is not said by its type: `gcm`, `fcm`, `ppns`. */
  readonly pushType?: string;
  readonly deviceToken?: string;
  readonly channelUris?: readonly string[];
  readonly appIdentifier?: string;
  /** `de`, `de-AT` or `de_AT`. */
  readonly localeIdentifier?: string;
  /** An IANA name. */
  readonly timeZone?: string;
  readonly badge?: number;
  /** When the token or the URIs were written last, in milliseconds since the epoch. */
  readonly tokenAt?: number;
  /** Its channel has had its messages of the day. */
  readonly usedUp?: true;
}
