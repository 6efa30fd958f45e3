export { asPlatform } from './as-platform.ts';
export {
  PlatformObjects,
  unlessNotFound,
  type CheckedSave,
  type CheckedUpdate,
  type CreatedObject,
  type PlatformObject,
  type UpdatedObject,
} from './platform-objects.ts';
export {
  PlatformParameters,
  type InstallationFacts,
  type ParameterChange,
  type ParameterState,
  type ParameterVersion,
} from './platform-parameters.ts';
