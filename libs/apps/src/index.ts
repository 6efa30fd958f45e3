export { RegistryCopy, type RegisteredApp, type RegistryCopyOptions } from './registry-copy.ts';
