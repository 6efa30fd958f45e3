export { Offers, offersOf, type Offer, type Take } from './offers.ts';
export { TransferClient } from './transfer-client.ts';
export { TransferServer, type TransferServerOptions } from './transfer-server.ts';
