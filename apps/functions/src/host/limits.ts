/** Calls that a process has been sent and not begun: so many wait in vain behind a call that never yields, all others go elsewhere. */
export const UNBEGUN_MAX = 4;
/** The same for a process in which so many calls have ended, one after the other, without a call that held it for long. */
export const PROVEN_UNBEGUN_MAX = 16;
export const PROVEN_CALLS = 100;
/** Calls that one process runs at the same time; further ones wait for another process, or for one of these to end. */
export const CALLS_PER_WORKER_MAX = 256;
/** Calls of one app that wait for a process. Further ones are refused. */
export const WAITING_CALLS_MAX = 2_000;
/** Bytes of their parameters. */
export const WAITING_BYTES_MAX = 256 * 1024 * 1024;
/** A busy process that was not heard of for so long is asked for a sign before it is sent a call. */
export const FRESH_MS = 2;
/** A busy process that was not heard of for so long is asked for a sign in any case. */
export const PING_AFTER_MS = 50;
/** A busy process that was not heard of for so long gets no calls, and is killed when one of its calls is late. */
export const SILENT_MS = 100;
/** How often deadlines and silence are looked at while an app is busy. */
export const LOOK_MS = 25;
/** A call that waits so long for a process gets a further one started, where the app may have one. */
export const HELP_AFTER_MS = 20;
/** How long code may take to load: main.js may wait for something, or never end. */
export const LOAD_MS_MAX = 15_000;
/** A process with code that is not in force yet ends after so long: its release was not put in force. */
export const PREPARED_MS_MAX = 60_000;
/** Starts of processes of one app: so many at once, then one in each interval. Code that always ends its process costs no more than that. */
export const STARTS_AT_ONCE = 8;
export const START_EVERY_MS = 500;
/** After a failed load the same code is tried again so much later, twice as late after each further failure, up to a limit. */
export const LOAD_AGAIN_MS = 1_000;
export const LOAD_AGAIN_MS_MAX = 30_000;
/** Functions that call functions, saves in triggers of saves: a call so deep is refused. */
export const DEPTH_MAX = 20;
/** Requests of the code of one app that are carried out at the same time, those of calls within calls apart. */
export const APP_REQUESTS_MAX = 32;
/** Requests that code makes outside of a call, as in timers, have so long, in milliseconds. */
export const STRAY_REQUEST_MS = 9_000;
/** How often the memory of processes is looked at. */
export const MEMORY_LOOK_MS = 100;
/** Lines of a process within a second, and their bytes; further ones are left out. */
export const LOG_LINES_PER_SECOND = 500;
export const LOG_BYTES_PER_SECOND = 1024 * 1024;
/** Messages of a process within a second, and bytes of lines and of outcomes that nobody waits for: more of them end the process. */
export const MESSAGES_PER_SECOND_MAX = 100_000;
export const FLOOD_BYTES_PER_SECOND = 32 * 1024 * 1024;
/** Bytes that a process does not take from its host: a process with more is ended. */
export const UNREAD_BYTES_MAX = 256 * 1024 * 1024;
/** A process with so many unread bytes gets no calls. */
export const BACKED_UP_BYTES = 4 * 1024 * 1024;
/** Connections to other machines that one process waits for at the same time, and those of all processes that are open. */
export const CONNECTING_MAX = 64;
export const CONNECTIONS_OUT_MAX = 2_000;
/** How long a connection to another machine may take to be made. */
export const CONNECT_OUT_MS = 10_000;
/** A user is believed to be unchanged for so long. */
export const USER_MS = 1_000;
export const USERS_MAX = 10_000;
