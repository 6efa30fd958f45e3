/** Kinds of devices that may be registered. Source: docs/contract/06-push.md section 1. */
export const DEVICE_TYPES = ['ios', 'android', 'winrt', 'winphone', 'dotnet', 'osx', 'tvos', 'watchos', 'embedded', 'web'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** Those of Apple: they have badges. */
export const APPLE_TYPES: ReadonlySet<string> = new Set<DeviceType>(['ios', 'osx', 'tvos', 'watchos']);

/** Those that are reached by channel URIs instead of tokens. */
export const WINDOWS_TYPES: ReadonlySet<string> = new Set<DeviceType>(['winrt', 'winphone']);

export function isDeviceType(name: unknown): name is DeviceType {
  return (DEVICE_TYPES as readonly unknown[]).includes(name);
}
