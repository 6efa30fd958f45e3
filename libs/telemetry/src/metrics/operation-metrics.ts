import { recorder } from '../recorder.ts';

/** Rate, errors and duration of all operations this process answers. */
export const operationMetrics = {
  /**
   * Counts one answered request. Does nothing while nothing is recorded.
   *
   * @param operation subject of the operation, such as `data.find`
   * @param app its id, or '' for a request that belongs to none
   * @param errorCode Parse's error number of the answer, 0 when it is none
   */
  record(operation: string, app: string, errorCode: number, durationMs: number): void {
    recorder.instruments?.record(operation, app, errorCode, durationMs);
  },
};
