export { hasTrigger, runTrigger } from './app-code.ts';
export { RegistryCopy, type RegisteredApp, type RegistryCopyOptions } from './registry-copy.ts';
export { QuotaWatch, type NotedUse } from './quotas/quota-watch.ts';
export { LastingCopy, type LastingCopyOptions } from './lasting-copy.ts';
