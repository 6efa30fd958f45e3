export { MASTER, PUBLIC, type Identity } from './identity.ts';
