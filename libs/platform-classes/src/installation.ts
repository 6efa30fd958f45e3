import type { PlatformClass } from './platform-class.ts';

export const INSTALLATION = '_Installation';

/**
 * The member in which pushes keep notes of a device, a document: `tokenAt`, since when its address is this one; `dead`, which address was
 * taken away and why; `quota`, until when its channel takes nothing; `badgeBy` and `localBy`, the last pushes that have changed its badge,
 * and those at a local time that it got.
 *
 * Parse Server fails at documents with an underscore member that it does not know. Of those that it knows, keeps and shows to nobody, this
 * one has no other meaning in an installation.
 */
export const DEVICE_NOTES = '_tombstone';

/**
 * Devices register themselves before anybody could be logged in; class permissions decide only which columns they may bring in.
 * Source: docs/contract/04-roles-acl-clp.md section 9, 22-mongodb-storage-format.md section 7.2.
 */
export const INSTALLATION_CLASS: PlatformClass = {
  name: INSTALLATION,
  owner: 'data',
  readers: 'permission',
  writers: 'permission',
  described: true,
  fields: {
    installationId: 'string',
    deviceToken: 'string',
    channels: 'array',
    deviceType: 'string',
    pushType: 'string',
    GCMSenderId: 'string',
    timeZone: 'string',
    localeIdentifier: 'string',
    appVersion: 'string',
    appName: 'string',
    appIdentifier: 'string',
    parseVersion: 'string',
    badge: 'number',
  },
  fixedOperations: { get: 'open', find: 'open', count: 'open', create: 'open', update: 'open', delete: 'closed' },
  // The second index finds installations where another server has let two of them have one id, for which the first index cannot be
  // made. Neither has a name of Parse Server's.
  indexes: [
    { key: { installationId: 1 }, name: 'installationId_once', unique: true, sparse: true },
    { key: { installationId: 1, deviceToken: 1 }, name: 'installationId_deviceToken', sparse: true },
    { key: { deviceToken: 1 }, name: 'deviceToken_1', sparse: true },
    // Those of targeting: behind an equality, the id makes each page of an audience one walk along the index.
    { key: { channels: 1, _id: 1 }, name: 'channels_1__id_1' },
    { key: { deviceType: 1, _id: 1 }, name: 'deviceType_1__id_1' },
    { key: { timeZone: 1, _id: 1 }, name: 'timeZone_1__id_1' },
    { key: { _p_user: 1, _id: 1 }, name: '_p_user_1__id_1' },
  ],
  restWord: 'installations',
  madeBy: { route: 'POST /installations', needsSession: false },
};
