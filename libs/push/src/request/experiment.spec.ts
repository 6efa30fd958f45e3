import { describe, expect, it } from 'vitest';
import { assertEnoughDevices } from './experiment.ts';

describe('EXP-15 the test audience of an experiment', () => {
  it('has two devices at least', () => {
    expect(() => assertEnoughDevices(2)).not.toThrow();
    expect(() => assertEnoughDevices(1)).toThrow(
      expect.objectContaining({ code: 115, message: 'An experiment needs a test audience of 2 devices at least; this one has 1.' }),
    );
  });
});
