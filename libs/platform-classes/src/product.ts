import type { PlatformClass } from './platform-class.ts';

export const PRODUCT = '_Product';

/**
 * The store list of old apps: an ordinary class with columns of its own, which the contract's lists of closed classes leave out.
 * Source: docs/contract/04-roles-acl-clp.md section 9, 20-rest-protocol.md section 4, 22-mongodb-storage-format.md sections 6 and 7.2.
 */
export const PRODUCT_CLASS: PlatformClass = {
  name: PRODUCT,
  owner: 'data',
  readers: 'permission',
  writers: 'permission',
  described: true,
  fields: {
    productIdentifier: 'string',
    download: 'file',
    downloadName: 'string',
    icon: 'file',
    order: 'number',
    title: 'string',
    subtitle: 'string',
  },
};
