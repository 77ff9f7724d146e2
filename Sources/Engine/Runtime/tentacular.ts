/** What a node gets as its first argument. */
export interface Context {
  /** The name of the node. */
  readonly node: string;
  /** The run that this invocation belongs to. */
  readonly runId: string;
  /** `config:` of workflow.yaml with the environment's overlay; `timeout` and `retries` are there too when they are set. */
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
   * A service that `contract.dependencies` of workflow.yaml declares.
   *
   * @example
   * const github = ctx.dependency("github");
   * const response = await github.fetch!("/user", { headers: { authorization: `Bearer ${github.secret}` } });
   *
   * @throws Error when workflow.yaml declares no dependency of this name.
   */
  dependency(name: string): Dependency;
  /**
   * Requests `path` from a service: an absolute URL, or a path below `https://api.<service>.com`. The secret
   * `<service>.token` becomes `Authorization: Bearer`, `<service>.api_key` becomes `X-API-Key`; neither goes
   * to another origin.
   */
  fetch(service: string, path: string | URL, init?: RequestInit): Promise<Response>;
}

/** What the contract says of a service; frozen. Keys of one's own in workflow.yaml are here as they are there, but for `fetch` and `authType`. */
export interface Dependency {
  /** `https`, `http`, `postgresql`, `nats`, `blob`, `s3`, or what the contract says; `https` where it says nothing. */
  readonly protocol: string;
  /** Without a port and without brackets. A dynamic target has none. */
  readonly host: string;
  /** Its own, or the one that its protocol has. A dynamic target has none. */
  readonly port: number;
  /** `auth.type`, like `bearer-token` or `webhook-url`. */
  readonly authType?: string;
  /**
   * The present value of the secret that `auth.secret` names: a text, or what a file of JSON has in its place; undefined
   * when there is none. Secrets may change during a run.
   */
  // deno-lint-ignore no-explicit-any
  readonly secret?: any;
  /** Of PostgreSQL. */
  readonly database?: string;
  /** Of PostgreSQL. */
  readonly user?: string;
  /** Of NATS. */
  readonly subject?: string;
  /** Of a store of blobs. */
  readonly container?: string;
  // deno-lint-ignore no-explicit-any
  readonly [key: string]: any;
  /**
   * Of `https` and `http`: requests `path` from the host, on its port. It adds no credential; `secret` is for the
   * node to put where the service wants it. It throws where there is no single host: for a dynamic target and for
   * `*.example.com`, `fetch(url)` is what to use.
   */
  fetch?(path: string, init?: RequestInit): Promise<Response>;
}

export interface Log {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/** The default export of a node. */
export type Node<Input = unknown, Output = unknown> = (ctx: Context, input: Input) => Output | Promise<Output>;
