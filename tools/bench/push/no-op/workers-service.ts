import { SYSTEM_CLOCK } from '@parlance/push';
import { SERVICE } from '@parlance/workers';
import { connectNothing } from './connect.ts';

type Settings = Parameters<typeof SERVICE.module.register>[0];

/** The workers as they are, with providers that send nothing. */
export const WORKERS_WITHOUT_PROVIDERS = {
  ...SERVICE,
  module: { register: (settings: Settings) => SERVICE.module.register(settings, SYSTEM_CLOCK, connectNothing) },
};
