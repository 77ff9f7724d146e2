// The Deno side of a node: loads its module, answers invocations over a Unix socket.
//
// Arguments: the path of the socket. Everything else arrives as frames; FrameKind in Frame.swift lists them.

import { dependencyOf } from "./dependencies.js";
import { FixtureAnswers } from "./fixtures.js";

// Taken before the node's module runs, which may change any global.
const { parse, stringify } = JSON;
const { apply } = Reflect;
const nativeFetch = globalThis.fetch;
const exit = Deno.exit;
const queryPermission = Deno.permissions.querySync.bind(Deno.permissions);
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);
const now = performance.now.bind(performance);

const Kind = { configure: 1, invoke: 2, abort: 3, secrets: 4, hello: 5, loaded: 6, refused: 7, output: 8, failure: 9 };
const HEADER_BYTES = 9;
const MOST_REDIRECTS = 20;
/** Headers that go to no other origin. */
const CREDENTIALS = ["authorization", "x-api-key", "cookie", "proxy-authorization"];
/** Of an output, in bytes: the engine keeps those of a run until its end. */
const MOST_OUTPUT = 16 << 20;
/** Of an error, in characters; the engine shows less, once it has taken secrets out. */
const MOST_ERROR = 65536;

const setBytes = Object.getPrototypeOf(Uint8Array.prototype).set;

const connection = await Deno.connect({ transport: "unix", path: Deno.args[0] });
const read = connection.read.bind(connection);
const write = connection.write.bind(connection);

let setup;
let main;
let secrets = {};
/** In a test: the answers that requests get, in place of the network. */
let answers = null;
const running = new Map();

// ---------------------------------------------------------------- frames

let outgoing = [];
let isWriting = false;

function send(kind, id, payload) {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, HEADER_BYTES - 4 + payload.length, true);
  view.setUint32(4, id, true);
  frame[8] = kind;
  apply(setBytes, frame, [payload, HEADER_BYTES]);
  outgoing.push(frame);
  if (!isWriting) {
    isWriting = true;
    flush();
  }
}

/** Writes in one go what came together while the last write was under way. */
async function flush() {
  while (outgoing.length > 0) {
    let bytes = outgoing[0];
    if (outgoing.length > 1) {
      bytes = new Uint8Array(outgoing.reduce((sum, frame) => sum + frame.length, 0));
      let at = 0;
      for (const frame of outgoing) {
        bytes.set(frame, at);
        at += frame.length;
      }
    }
    outgoing = [];
    for (let sent = 0; sent < bytes.length;) sent += await write(bytes.subarray(sent));
  }
  isWriting = false;
}

async function receive() {
  let buffer = new Uint8Array(65536);
  let filled = 0;
  while (true) {
    const count = await read(buffer.subarray(filled));
    // The engine is gone, and nothing is left to do without it.
    if (count === null) exit(0);
    filled += count;
    let at = 0;
    let needed = HEADER_BYTES;
    const view = new DataView(buffer.buffer);
    while (filled - at >= 4) {
      const length = view.getUint32(at, true) + 4;
      needed = length;
      if (filled - at < length) break;
      handle(buffer[at + 8], view.getUint32(at + 4, true), buffer.subarray(at + HEADER_BYTES, at + length));
      at += length;
      needed = HEADER_BYTES;
    }
    if (at > 0) {
      buffer.copyWithin(0, at, filled);
      filled -= at;
    }
    if (needed > buffer.length) {
      const larger = new Uint8Array(Math.max(needed, buffer.length * 2));
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
    }
  }
}

function handle(kind, id, payload) {
  switch (kind) {
    case Kind.invoke:
      invoke(id, parse(decode(payload)));
      break;
    case Kind.abort:
      running.get(id)?.abort(decode(payload));
      break;
    case Kind.secrets:
      secrets = deepFreeze(parse(decode(payload)));
      break;
    case Kind.configure:
      setup = deepFreeze(parse(decode(payload)));
      secrets = setup.secrets;
      load();
      break;
  }
}

// ---------------------------------------------------------------- the node's module

async function load() {
  try {
    const module = await import(setup.module);
    if (typeof module.default !== "function") {
      throw new TypeError(
        `the default export is ${describe(module.default)}; expected a function: ` +
          "export default async function (ctx, input) { … }",
      );
    }
    main = module.default;
    send(Kind.loaded, 0, new Uint8Array());
  } catch (error) {
    send(Kind.refused, 0, failure(error));
  }
}

/** What a node gets as its first argument. */
class Context {
  #run;

  constructor(run) {
    this.#run = run;
    Object.freeze(this);
  }

  get node() {
    return setup.node;
  }
  get runId() {
    return this.#run.id;
  }
  get config() {
    return this.#run.config ?? setup.config;
  }
  get secrets() {
    return secrets;
  }
  get signal() {
    return this.#run.signal();
  }
  get log() {
    return this.#run.log();
  }
  get fetch() {
    return (service, path, init) => serviceFetch(this.#run, service, path, init);
  }
  get dependency() {
    const request = (about, place, init) => dependencyFetch(this.#run, about, place, init);
    return (name) =>
      dependencyOf(name, { declared: setup.dependencies, form: setup.dependencyName, secretOf, request });
  }
}

/** One invocation, as the runtime sees it. */
class Run {
  #controller = null;
  #log = null;
  #aborted = null;

  constructor(message) {
    this.id = message.run;
    this.trace = message.trace;
    this.state = message.state;
    if (!setup.fixtures) return;
    this.config = deepFreeze(message.config);
    secrets = deepFreeze(message.secrets);
    answers = new FixtureAnswers(message.fetch);
  }

  /** Made when it is first asked for: most nodes never do. */
  signal() {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#aborted !== null) this.#controller.abort(this.#aborted);
    }
    return this.#controller.signal;
  }

  abort(reason) {
    this.#aborted = new DOMException(reason, "TimeoutError");
    this.#controller?.abort(this.#aborted);
  }

  log() {
    this.#log ??= Object.freeze(
      Object.fromEntries(
        ["debug", "info", "warn", "error"].map((level) => [level, (...values) => writeLog(level, this.id, values)]),
      ),
    );
    return this.#log;
  }
}

async function invoke(id, message) {
  const run = new Run(message);
  running.set(id, run);
  try {
    const output = await main(new Context(run), message.input);
    if (answers?.problem) throw new Error(answers.problem);
    const bytes = encode(toJSON(output));
    if (bytes.length > MOST_OUTPUT) {
      throw new RangeError(`the output has ${bytes.length} bytes; at most ${MOST_OUTPUT} are passed on`);
    }
    send(Kind.output, id, bytes);
  } catch (error) {
    send(Kind.failure, id, failure(error));
  } finally {
    running.delete(id);
  }
}

/** JSON has no undefined: a node that returns nothing has the output null. */
function toJSON(output) {
  if (output === undefined) return "null";
  let owner = "";
  const text = stringify(output, function (key, value) {
    const problem = notJSON(value);
    if (problem) {
      owner = key === "" ? "the output" : `\`${key}\` in the output`;
      throw new TypeError(`${owner} is ${problem}, which JSON cannot hold`);
    }
    return value;
  });
  if (text === undefined) throw new TypeError("the output's toJSON returns nothing, which JSON cannot hold");
  return text;
}

function notJSON(value) {
  switch (typeof value) {
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "bigint":
      return "a bigint";
    case "number":
      return Number.isFinite(value) ? null : String(value);
    case "object":
      if (value instanceof Map || value instanceof WeakMap) return "a Map";
      if (value instanceof Set || value instanceof WeakSet) return "a Set";
      if (value instanceof Promise) return "a Promise (is an await missing?)";
      return null;
    default:
      return null;
  }
}

// ---------------------------------------------------------------- errors

function describe(value) {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}

function failure(error) {
  try {
    const { message, place } = failureFields(error);
    return encode(stringify({ message: String(message).slice(0, MOST_ERROR), place }));
  } catch {
    // An error whose own properties throw.
    return encode('{"message":"the node threw something that cannot be read"}');
  }
}

function failureFields(error) {
  if (!(error instanceof Error) && !(error instanceof DOMException)) {
    return { message: `the node threw ${describe(error)}, not an Error: ${shown(error)}` };
  }
  const name = String(error.name || "Error");
  // Of a module that cannot be loaded, the message goes on with an excerpt, and ends with the place.
  const [text, place] = split(String(error.message), placeOf(error.stack));
  if (error.name === "NotCapable") return { message: deniedAccess(error), place };
  let message = name === "Error" || place && text !== error.message ? text : text ? `${name}: ${text}` : name;
  if (error.cause instanceof Error) message += `: ${error.cause.message}`;
  return { message: message || "an Error without a message", place };
}

function shown(value) {
  try {
    const text = typeof value === "string" ? value : stringify(value) ?? String(value);
    return text;
  } catch {
    return String(value);
  }
}

function split(message, place) {
  const end = message.lastIndexOf("\n    at file:");
  if (end < 0) return [message, place];
  const [first] = message.split("\n", 1);
  return [first.replace(/^SyntaxError: /, ""), placeOf(message.slice(end)) ?? place];
}

/** Where the node's own code threw: a path relative to the workflow directory, line and column. */
function placeOf(stack) {
  const prefix = setup?.directory;
  if (!prefix || typeof stack !== "string") return undefined;
  for (const line of stack.split("\n")) {
    const start = line.indexOf(prefix);
    if (start < 0) continue;
    return /^[^\s)]+:\d+:\d+/.exec(line.slice(start + prefix.length))?.[0];
  }
  return undefined;
}

/** What a node may not do, in the terms of workflow.yaml. */
function deniedAccess(error) {
  if (error.message.startsWith("the node ")) return error.message;
  const net = /net access to "([^"]+)"/.exec(error.message)?.[1];
  if (net && isClosed(net)) {
    return `the node may not reach ${net}: nodes with a dynamic target never reach addresses of cloud metadata`;
  }
  if (net) {
    return `the node may not reach ${net}: ${setup.advice}`;
  }
  const what = /Requires (\w+ access(?: to (?:"[^"]*"|<[^>]*>))?)/.exec(error.message)?.[1] ?? error.message;
  return `the node has no ${what}: it reads the files of its version, and writes below its working directory only`;
}

/** Whether a flag of its own denies a host, as those of cloud metadata; any other one is only not allowed. */
function isClosed(host) {
  return queryPermission({ name: "net", host }).state === "denied";
}

// ---------------------------------------------------------------- logs

const LINE_MARK = "\u001e";

/** A line of the log that the engine reads: a mark, then JSON. */
function writeLog(level, run, values) {
  const message = values.map((value) => typeof value === "string" ? value : inspect(value)).join(" ");
  writeAll(encode(`${LINE_MARK}${stringify({ level, run, message })}\n`));
}

function writeAll(bytes) {
  for (let written = 0; written < bytes.length;) written += writeSync(bytes.subarray(written));
}

function inspect(value) {
  try {
    return Deno.inspect(value, { depth: 6, strAbbreviateSize: 10_000 });
  } catch {
    return "[cannot be shown]";
  }
}

function writeUncaught(what, error) {
  const { message, place } = parse(decode(failure(error)));
  writeLog("error", null, [`${what}: ${message}${place ? ` (${place})` : ""}`]);
}

// Deno would end the process, and with it every other invocation in it.
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  writeUncaught("a promise was rejected and nobody awaited it", event.reason);
});
globalThis.addEventListener("error", (event) => {
  event.preventDefault();
  writeUncaught("an error was thrown outside of a run", event.error);
});

// ---------------------------------------------------------------- ctx.fetch

/** As Deno's, with errors that say what to add to workflow.yaml, also to nodes that catch them. */
async function plainFetch(...request) {
  return await fetchAbout({}, ...request);
}
globalThis.fetch = plainFetch;

/** The same; `about` says in a test what the node asked for: a service or a dependency, and a path. */
async function fetchAbout(about, ...request) {
  if (answers !== null) return await answers.fetch(about, ...request);
  try {
    return await nativeFetch(...request);
  } catch (error) {
    if (error?.name !== "NotCapable") throw error;
    throw new Deno.errors.NotCapable(deniedAccess(error));
  }
}

/** The headers of a request, with the trace of the run. */
function tracedHeaders(run, init) {
  const headers = new Headers(init?.headers);
  if (run.trace && !headers.has("traceparent")) headers.set("traceparent", run.trace);
  if (run.state && !headers.has("tracestate")) headers.set("tracestate", run.state);
  return headers;
}

/** `fetch` of a dependency, which adds no credential; `place` gives the URL, or throws. */
async function dependencyFetch(run, about, place, init) {
  // In a test, what is asked for is answered also where only a run knows the host.
  const url = answers?.isMock ? new URL("https://mock.invalid") : place();
  return await fetchFollowing(about.dependency, about, url, init, tracedHeaders(run, init));
}

/** `fetch` for a service: its base URL, its credentials, and the trace of the run. */
async function serviceFetch(run, service, path, init = {}) {
  const base = `https://api.${service}.com`;
  const home = new URL(base).origin;
  const target = String(path);
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(target);
  const url = new URL(isAbsolute ? target : base + target);
  const headers = tracedHeaders(run, init);
  const credentials = url.origin === home ? credentialsOf(service, headers) : [];
  for (const [name, value] of credentials) headers.set(name, value);
  return await fetchFollowing(service, { service, path: target }, url, init, headers);
}

/**
 * A request that takes credentials to no other origin: fetch takes Authorization away from one, but not X-API-Key. So
 * redirects of a request with one are followed here. `name` is what messages call the service.
 */
async function fetchFollowing(name, about, url, init, headers) {
  const redirect = init?.redirect ?? "follow";
  if (redirect !== "follow" || !CREDENTIALS.some((header) => headers.has(header))) {
    return await fetchAbout(about, url, { ...init, headers });
  }
  let { method = "GET", body } = init ?? {};
  for (let count = 0; count <= MOST_REDIRECTS; count++) {
    const response = await fetchAbout(about, url, { ...init, method, body, headers, redirect: "manual" });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (body instanceof ReadableStream && response.status !== 303) {
      throw new TypeError(`${name} redirects a request whose body is a stream, which cannot be sent again`);
    }
    const next = new URL(location, url);
    if (!/^https?:$/.test(next.protocol)) throw new TypeError(`${name} redirects to ${next.protocol}`);
    if (response.status === 303 && method !== "HEAD" || response.status < 303 && method.toUpperCase() === "POST") {
      method = "GET";
      body = undefined;
      for (const header of ["content-type", "content-length", "content-encoding", "content-language", "content-location"]) {
        headers.delete(header);
      }
    }
    if (next.origin !== url.origin) {
      headers = new Headers(headers);
      for (const header of CREDENTIALS) headers.delete(header);
    }
    url = next;
  }
  throw new TypeError(`${name} redirected more than ${MOST_REDIRECTS} times`);
}

function credentialsOf(service, headers) {
  const secret = Object.hasOwn(secrets, service) ? secrets[service] : {};
  const credentials = [];
  if (secret.token !== undefined && !headers.has("authorization")) {
    credentials.push(["authorization", `Bearer ${secret.token}`]);
  }
  if (secret.api_key !== undefined && !headers.has("x-api-key")) credentials.push(["x-api-key", String(secret.api_key)]);
  return credentials;
}

/** The present value of a secret; undefined when there is none. */
function secretOf(service, key) {
  const values = Object.hasOwn(secrets, service) ? secrets[service] : {};
  return Object.hasOwn(values, key) ? values[key] ?? undefined : undefined;
}

// ---------------------------------------------------------------- what nodes cannot have

function deepFreeze(value) {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}

// A worker would go on after the run that started it. Node.js has a class of its own for them.
class NoWorker {
  constructor() {
    throw new Error("nodes cannot start workers: they would outlive the run; make it a node of its own instead");
  }
}
globalThis.Worker = NoWorker;
const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (threads) threads.Worker = NoWorker;

send(Kind.hello, 0, encode(stringify({ deno: Deno.version.deno })));
receive();
