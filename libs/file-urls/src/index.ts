export { filePaths, type FilePathOptions } from './file-paths.ts';
export { mountAddress, type MountSettings } from './mount-address.ts';
export { checkSignature, type SignatureCheck } from './signature.ts';
