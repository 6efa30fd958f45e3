/** One state of an app's code, as files of this machine. */
export interface Code {
  /** Names the bytes: a release id, or the digest of a folder. Another version is other code. */
  readonly version: string;
  /** Absolute path of the file to load. */
  readonly entry: string;
  /** Absolute paths of files and folders that the code may read, its entry among them. */
  readonly readable: readonly string[];
  /** Settings of the app that the runtime in the process needs; JSON. Other settings are other code as well. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The limits of the processes of an app. */
export interface AppLimits {
  /** Processes at the same time, those aside that only end their last calls. */
  readonly workersMax: number;
  /** Heap of one of them, in MB. */
  readonly memoryMb: number;
  /** A process without calls ends after so long, in seconds. */
  readonly idleSeconds: number;
}
