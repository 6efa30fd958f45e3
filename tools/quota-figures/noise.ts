/** Sends the requests of the noisy app, in a process of its own: the times of the other one are measured in the one that starts it. */
import { sendPaced, type Pace, type Sent } from './paced.ts';

export interface Noise {
  readonly requests: readonly Sent[];
  readonly pace: Pace;
}

process.on('message', ({ requests, pace }: Noise) => {
  void sendPaced(requests, pace).then(({ statuses }) => process.send?.(statuses));
});
process.on('disconnect', () => process.exit());
