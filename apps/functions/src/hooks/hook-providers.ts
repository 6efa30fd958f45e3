import type { Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { CallReports } from '../admin/call-reports.ts';
import { CodedApps } from '../apps/coded-apps.ts';
import { SessionUsers } from '../host/session-users.ts';
import type { FunctionsSettings } from '../settings.ts';
import { HookCaller } from './hook-caller.ts';
import { Hooks } from './hooks.ts';
import { Webhooks } from './webhooks.ts';

/** All that serves functions and triggers elsewhere. */
export function hookProviders(settings: FunctionsSettings): Provider[] {
  return [
    { provide: Hooks, inject: [BUS, CodedApps], useFactory: (bus: Bus, apps: CodedApps) => new Hooks(bus, (app) => apps.forget(app)) },
    {
      provide: Webhooks,
      inject: [Hooks, SessionUsers, CallReports],
      useFactory: (hooks: Hooks, users: SessionUsers, reports: CallReports) =>
        new Webhooks({ hooks, caller: new HookCaller(settings.PARLANCE_OUTBOUND_ALLOWED), users, reports }),
    },
  ];
}
