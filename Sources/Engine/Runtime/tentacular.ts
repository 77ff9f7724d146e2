/** What a node gets as its first argument. */
export interface Context {
  /** The name of the node. */
  readonly node: string;
  /** The run that this invocation belongs to. */
  readonly runId: string;
  /** `config:` of workflow.yaml with the environment's overlay, without `timeout` and `retries`. */
  // deno-lint-ignore no-explicit-any
  readonly config: Readonly<Record<string, any>>;
  /** Secrets by service and key. */
  // deno-lint-ignore no-explicit-any
  readonly secrets: Readonly<Record<string, Readonly<Record<string, any>> | undefined>>;
  /** Lines of the log, with the run that they belong to. */
  readonly log: Log;
  /** Aborted when the time of this attempt is over. */
  readonly signal: AbortSignal;
  /**
   * Requests `path` from a service: an absolute URL, or a path below `https://api.<service>.com`. The secret
   * `<service>.token` becomes `Authorization: Bearer`, `<service>.api_key` becomes `X-API-Key`; neither goes
   * to another origin.
   */
  fetch(service: string, path: string | URL, init?: RequestInit): Promise<Response>;
}

export interface Log {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/** The default export of a node. */
export type Node<Input = unknown, Output = unknown> = (ctx: Context, input: Input) => Output | Promise<Output>;
