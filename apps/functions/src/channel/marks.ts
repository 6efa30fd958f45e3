/**
 * The number of the descriptor by which a process that runs code marks the runs that it begins, each by its number in four bytes, big
 * endian. Nobody listens there: a mark costs no waking of the host, which reads them when the process has ended, and now and then to make
 * room.
 */
export const MARKS_FD = 4;
export const MARK_BYTES = 4;
