import { Schema, type Connection } from 'mongoose';
import type { Experiment } from './experiment.ts';

/** Free form: checked by read-experiment.ts before it is stored. */
const Free = Schema.Types.Mixed;

const experimentSchema = new Schema<Experiment>(
  {
    _id: { type: String, required: true },
    app: { type: String, required: true },
    state: { type: String, required: true },
    name: { type: String, required: true },
    sizePercent: { type: Number, required: true },
    alpha: { type: Number, required: true },
    runDays: { type: Number, required: true },
    measure: { type: Free, required: true },
    when: { type: Free },
    parameters: { type: Free, required: true },
    variants: { type: Free, required: true },
    createdAt: { type: Date, required: true },
    startedAt: { type: Date },
    endedAt: { type: Date },
    choice: { type: Number },
    holds: { type: Free },
    history: { type: Free, required: true },
  },
  { collection: 'configExperiments', versionKey: false, minimize: false, id: false },
);
experimentSchema.index({ app: 1, state: 1, createdAt: -1 }, { name: 'by_app_and_state' });
experimentSchema.index({ app: 1, createdAt: -1 }, { name: 'by_app_and_time' });
experimentSchema.index({ holds: 1 }, { name: 'one_experiment_per_parameter', unique: true, sparse: true });

export function experimentModel(connection: Connection) {
  return connection.model('Experiment', experimentSchema);
}
