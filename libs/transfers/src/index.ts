export { Offers, offersOf, type FileBytes, type Offer, type Take } from './offers.ts';
export { SMALL_BYTES } from './small-bytes.ts';
export { TransferClient, type TransferTrust } from './transfer-client.ts';
export { TransferServer, type TransferServerOptions } from './transfer-server.ts';
