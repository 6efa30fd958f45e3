import { z } from 'zod';
import { json, operation } from './operation.ts';

/** Installations of one request. */
export const DEVICE_TYPES_MAX = 1_000;

export const deviceTypesRequest = z.object({ installationIds: z.array(z.string().min(1)).min(1).max(DEVICE_TYPES_MAX).readonly() });
export type DeviceTypesRequest = z.infer<typeof deviceTypesRequest>;

/** The device types of installations by their installationId; those that nobody has registered, and those without one, are left out. */
const deviceTypes = z.object({ deviceTypes: z.array(z.tuple([z.string(), z.string()])).readonly() });
export type DeviceTypes = z.infer<typeof deviceTypes>;

/** For `analytics`, which counts by the device type the events of clients that do not tell it. */
export const readDeviceTypes = operation<DeviceTypesRequest, DeviceTypes>({
  subject: 'data.read-device-types',
  request: deviceTypesRequest,
  reply: json(deviceTypes),
  retry: 'safe',
  askedBy: ['analytics'],
});

/** Installations of one request. */
export const REGISTRATIONS_MAX = 500;
/**
 * Registered installations by their installationId, which is in small letters as they are stored; those that nobody has registered are left
 * out. `createdAt`, `updatedAt`: epoch milliseconds; no write of the engine of pushes changes them.
 */
const registration = z.object({
  objectId: z.string(),
  installationId: z.string(),
  timeZone: z.string().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Registration = z.infer<typeof registration>;

const registrationsRequest = z.object({ installationIds: z.array(z.string().min(1)).min(1).max(REGISTRATIONS_MAX).readonly() });
export type RegistrationsRequest = z.infer<typeof registrationsRequest>;

/** For `push`, which counts the opens of registered installations alone. */
export const readRegistrations = operation<RegistrationsRequest, { registrations: readonly Registration[] }>({
  subject: 'data.read-registrations',
  request: registrationsRequest,
  reply: json(z.object({ registrations: z.array(registration).readonly() })),
  retry: 'safe',
  askedBy: ['push'],
});
