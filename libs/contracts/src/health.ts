import { z } from 'zod';
import { json, operation, type Operation } from './operation.ts';

/** The report of a service on each thing it depends on. `detail` is for operators: shown with the master key only. */
const healthReport = z.object({
  dependencies: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
});
export type HealthReport = z.infer<typeof healthReport>;

/** Declares `<service>.health`, which every service answers. Needs no app. */
export function healthOf<Service extends string>(service: Service): Operation<Record<string, never>, HealthReport> {
  return operation<Record<string, never>, HealthReport>({
    subject: `${service}.health`,
    request: z.object({}).strict(),
    reply: json(healthReport),
    retry: 'safe',
    deadlineMs: 2_000,
  });
}
