export { filePaths, type FilePathOptions } from './file-paths.ts';
export { checkSignature, type SignatureCheck } from './signature.ts';
