/** Opens in percent of the devices that a push was sent to; 0 where it was sent to nobody. */
export const rateOf = (opened: number, sent: number): number => (sent === 0 ? 0 : (Math.min(opened, sent) / sent) * 100);
