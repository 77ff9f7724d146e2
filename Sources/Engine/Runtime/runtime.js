// The Deno side of a node: loads its module, answers attempts over a Unix socket.
//
// Arguments: the paths of the socket, and of the pipe for marks (BeginMarks.swift). Everything else arrives as frames; FrameKind in Frame.swift lists them.

import { dependencyOf } from "./dependencies.js";
import { AsyncLocalStorage } from "node:async_hooks";
import { Worker as Thread } from "node:worker_threads";
import { FixtureAnswers } from "./fixtures.js";

// Taken before the node's module runs, which may change any global. What handles frames uses nothing else, so that
// no node sees or alters those of another run.
const { parse, stringify } = JSON;
const { AbortController, AbortSignal, DataView, DOMException, Map, Promise, Uint8Array, URL } = globalThis;
const uncurried = (method) => Function.prototype.call.bind(method);
/** A global that Deno loads when it is first asked for: all of these would take a fifth of the start. */
const lazyGlobal = (name) => {
  const { get, value } = Object.getOwnPropertyDescriptor(globalThis, name);
  return get === undefined ? () => value : uncurried(get).bind(null, globalThis);
};
const requestClass = lazyGlobal("Request");
const headersClass = lazyGlobal("Headers");
const timeoutFunction = lazyGlobal("setTimeout");
const nativeFetch = globalThis.fetch;
const anySignal = AbortSignal.any.bind(AbortSignal);
const exit = Deno.exit;
const inspectValue = Deno.inspect;
const queryPermission = Deno.permissions.querySync.bind(Deno.permissions);
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const encodeInto = encoder.encodeInto.bind(encoder);
const decode = decoder.decode.bind(decoder);
const now = performance.now.bind(performance);
const getUint32 = uncurried(DataView.prototype.getUint32);
const setUint32 = uncurried(DataView.prototype.setUint32);
const mapGet = uncurried(Map.prototype.get);
const mapSet = uncurried(Map.prototype.set);
const mapDelete = uncurried(Map.prototype.delete);
const bytesPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const setBytes = uncurried(bytesPrototype.set);
const subarray = uncurried(bytesPrototype.subarray);
const copyWithin = uncurried(bytesPrototype.copyWithin);
const slice = uncurried(String.prototype.slice);
const abort = uncurried(AbortController.prototype.abort);
const NotCapable = Deno.errors.NotCapable;

const Kind = { configure: 1, invoke: 2, abort: 3, secrets: 4, hello: 5, loaded: 6, refused: 7, output: 8, failure: 9 };
const HEADER_BYTES = 13;
/** Of one unit of a text. */
const MOST_UTF8_BYTES = 3;
/** Buffers for frames have so many bytes at first. */
const USUAL_BUFFER = 1 << 16;
/** One that frames have made larger than this is not kept. */
const LARGEST_BUFFER = 1 << 20;
const MOST_REDIRECTS = 20;
/** Of an output, in bytes: the engine keeps those of a run until its end. */
const MOST_OUTPUT = 16 << 20;
/** Of an error, in characters; the engine shows less, once it has taken secrets out. */
const MOST_ERROR = 65536;
/** After so many milliseconds of work without a pause, what has ended meanwhile is answered first. */
const LONGEST_TURN = 5;

// Both are gone once the connection is there.
const marks = Deno.openSync(Deno.args[1], { write: true });
const writeMark = marks.writeSync.bind(marks);
const mark = new Uint8Array(4);
const markView = new DataView(mark.buffer);
const connection = await Deno.connect({ transport: "unix", path: Deno.args[0] });
const read = connection.read.bind(connection);
const write = connection.write.bind(connection);

let setup;
let main;
let secrets = {};
/** In a test: the answers that requests get, in place of the network. */
let answers = null;
const running = new Map();
/** Which run the code that runs now belongs to. */
const currentRun = new AsyncLocalStorage();
const runIn = currentRun.run.bind(currentRun);
const runOfNow = currentRun.getStore.bind(currentRun);

// ---------------------------------------------------------------- frames

/** Frames that wait to be written, one behind the other. */
let outgoing = new Uint8Array(USUAL_BUFFER);
let outgoingView = new DataView(outgoing.buffer);
let outgoingBytes = 0;
/** For the frames that come while others are being written. */
let spare = new Uint8Array(USUAL_BUFFER);
let isWriting = false;

/** Appends a frame; throws when its text has more than `most` bytes. */
function send(kind, number, token, text, most = Infinity) {
  const start = outgoingBytes;
  let end = start + HEADER_BYTES;
  for (let done = 0, room = text.length; ; room = (text.length - done) * MOST_UTF8_BYTES) {
    reserve(end, room);
    const { read, written } = encodeInto(done === 0 ? text : slice(text, done), subarray(outgoing, end));
    done += read;
    end += written;
    if (done === text.length) break;
  }
  const length = end - start - HEADER_BYTES;
  if (length > most) throw new OutputError(`the output has ${length} bytes; at most ${most} are passed on`);
  setUint32(outgoingView, start, HEADER_BYTES - 4 + length, true);
  setUint32(outgoingView, start + 4, number, true);
  setUint32(outgoingView, start + 8, token, true);
  outgoing[start + 12] = kind;
  outgoingBytes = end;
  if (!isWriting) {
    isWriting = true;
    flush();
  }
}

/** Makes room for so many bytes behind the first `used`. */
function reserve(used, room) {
  if (used + room <= outgoing.length) return;
  const larger = new Uint8Array(used + room > outgoing.length * 2 ? used + room : outgoing.length * 2);
  setBytes(larger, subarray(outgoing, 0, used < outgoing.length ? used : outgoing.length));
  outgoing = larger;
  outgoingView = new DataView(larger.buffer);
}

/** Writes in one go what came together while the last write was under way. */
async function flush() {
  while (outgoingBytes > 0) {
    const bytes = outgoing;
    const count = outgoingBytes;
    outgoing = spare;
    outgoingView = new DataView(outgoing.buffer);
    outgoingBytes = 0;
    for (let sent = 0; sent < count;) sent += await write(subarray(bytes, sent, count));
    spare = bytes.length > LARGEST_BUFFER ? new Uint8Array(USUAL_BUFFER) : bytes;
  }
  isWriting = false;
}

async function receive() {
  let buffer = new Uint8Array(USUAL_BUFFER);
  let filled = 0;
  while (true) {
    const count = await read(subarray(buffer, filled));
    // The engine is gone, and nothing is left to do without it.
    if (count === null) exit(0);
    filled += count;
    let at = 0;
    let needed = HEADER_BYTES;
    let turn = now();
    const view = new DataView(buffer.buffer);
    while (filled - at >= 4) {
      const length = getUint32(view, at, true) + 4;
      needed = length;
      if (filled - at < length) break;
      handle(
        buffer[at + 12],
        getUint32(view, at + 4, true),
        getUint32(view, at + 8, true),
        subarray(buffer, at + HEADER_BYTES, at + length),
      );
      at += length;
      needed = HEADER_BYTES;
      if (now() - turn > LONGEST_TURN) {
        await new Promise((resume) => timeoutFunction()(resume, 0));
        turn = now();
      }
    }
    if (at > 0) {
      if (at < filled) copyWithin(buffer, 0, at, filled);
      filled -= at;
    }
    if (needed > buffer.length) {
      const larger = new Uint8Array(needed > buffer.length * 2 ? needed : buffer.length * 2);
      setBytes(larger, subarray(buffer, 0, filled), 0);
      buffer = larger;
    }
  }
}

function handle(kind, number, token, payload) {
  switch (kind) {
    case Kind.invoke:
      invoke(number, token, payload);
      break;
    case Kind.abort:
      mapGet(running, number)?.abort(decode(payload));
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

/** Tells the engine that an attempt begins; false when it was given to another process meanwhile. */
function begins(number) {
  setUint32(markView, 0, number, true);
  try {
    return writeMark(mark) === 4;
  } catch {
    return false;
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
    send(Kind.loaded, 0, 0, "");
  } catch (error) {
    send(Kind.refused, 0, 0, failure(error));
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

/** One attempt, as the runtime sees it. */
class Run {
  #controller = null;
  /** Of requests: they end with the attempt, also when it ends well. */
  #requests = null;
  #log = null;
  #aborted = null;
  #hasEnded = false;

  constructor(message) {
    this.id = message.run;
    this.trace = message.trace;
    this.state = message.state;
    if (!setup.fixtures) return;
    this.config = deepFreeze(message.config);
    secrets = deepFreeze(message.secrets);
    answers = new FixtureAnswers(message.fetch, unreachable);
  }

  /** Made when it is first asked for: most nodes never do. */
  signal() {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#aborted !== null) abort(this.#controller, this.#aborted);
    }
    return this.#controller.signal;
  }

  requestSignal() {
    if (this.#requests === null) {
      this.#requests = new AbortController();
      if (this.#aborted !== null) abort(this.#requests, this.#aborted);
      else if (this.#hasEnded) this.end();
    }
    return this.#requests.signal;
  }

  abort(reason) {
    this.#aborted = new DOMException(reason, "TimeoutError");
    if (this.#controller !== null) abort(this.#controller, this.#aborted);
    if (this.#requests !== null) abort(this.#requests, this.#aborted);
  }

  end() {
    this.#hasEnded = true;
    if (this.#requests !== null) abort(this.#requests, new DOMException("the run has ended", "AbortError"));
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

/** An error whose kind the engine is told. */
class OutputError extends TypeError {}

async function invoke(number, token, payload) {
  if (!begins(number)) return;
  let run;
  try {
    const message = parse(decode(payload));
    run = new Run(message);
    mapSet(running, number, run);
    const output = await runIn(run, main, new Context(run), message.input);
    if (answers?.problem) throw new Error(answers.problem);
    send(Kind.output, number, token, toJSON(output), MOST_OUTPUT);
  } catch (error) {
    send(Kind.failure, number, token, failure(error));
  } finally {
    mapDelete(running, number);
    run?.end();
  }
}

/** JSON has no undefined: a node that returns nothing has the output null. */
function toJSON(output) {
  if (output === undefined) return "null";
  unseen = MOST_SEEN;
  if (isPlain(output, DEEPEST)) return stringify(output);
  const text = stringify(output, function (key, value) {
    const problem = notJSON(value) ?? lossy(this[key]);
    if (problem) {
      const owner = key === "" ? "the output" : `\`${key}\` in the output`;
      throw new OutputError(`${owner} is ${problem}, which JSON cannot hold`);
    }
    return value;
  });
  if (text === undefined) throw new OutputError("the output's toJSON returns nothing, which JSON cannot hold");
  return text;
}

/** How many values `isPlain` looks at, and how deep, so that it ends for a value that contains itself. */
const MOST_SEEN = 100_000;
const DEEPEST = 100;
let unseen = 0;

/**
 * Whether JSON can hold a value with all its members. Then `stringify` does not have to ask for each of them, which
 * would take several times as long. A getter is asked twice.
 */
function isPlain(value, depth) {
  if (typeof value === "string" || typeof value === "boolean" || value === null || value === undefined) return true;
  if (typeof value === "number") return isFinite(value);
  if (typeof value !== "object" || depth === 0 || value.toJSON !== undefined) return false;
  const names = isArray(value) ? null : keys(value);
  const prototype = getPrototypeOf(value);
  if (names !== null && prototype !== objectPrototype && prototype !== null) return false;
  const count = names === null ? value.length : names.length;
  unseen -= count;
  if (unseen < 0) return false;
  for (let index = 0; index < count; index++) {
    if (!isPlain(value[names === null ? index : names[index]], depth - 1)) return false;
  }
  return true;
}

function notJSON(value) {
  switch (typeof value) {
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "bigint":
      return "a bigint";
    case "number":
      return isFinite(value) ? null : String(value);
    case "object":
      return value === null ? null : emptied(value);
    default:
      return null;
  }
}

const { isArray } = Array;
const { getPrototypeOf, keys } = Object;
const { isFinite, isNaN } = Number;
const objectPrototype = Object.prototype;
const isView = ArrayBuffer.isView;
const boxes = [String, Number, Boolean];
const timeOf = uncurried(Date.prototype.getTime);

/** What has contents of which JSON would write nothing. */
function emptied(value) {
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype || prototype === null || isArray(value)) return null;
  if (value instanceof Promise) return "a Promise (is an await missing?)";
  if (value instanceof Map || value instanceof WeakMap) return "a Map";
  if (value instanceof Set || value instanceof WeakSet) return "a Set";
  if (value instanceof Error) return `${described(value)} (its \`message\` can be returned)`;
  if (isView(value)) return `${described(value)} (Array.from makes it an array)`;
  for (let box = 0; box < boxes.length; box++) if (value instanceof boxes[box]) return null;
  // JSON writes own properties: what has none keeps its contents where JSON does not look.
  return keys(value).length === 0 ? described(value) : null;
}

/** What toJSON itself writes as null. */
function lossy(original) {
  return original instanceof Date && isNaN(timeOf(original)) ? "an invalid Date" : null;
}

function described(value) {
  const name = value.constructor?.name || "object of a class";
  return `${/^(?:[AEIO]|U(?!int|RL))/i.test(name) ? "an" : "a"} ${name}`;
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
    const kind = error instanceof OutputError ? "output" : error?.name === "NotCapable" ? "denied" : "threw";
    return stringify({ message: slice(String(message), 0, MOST_ERROR), place, kind });
  } catch {
    // An error whose own properties throw.
    return '{"message":"the node threw something that cannot be read","kind":"threw"}';
  }
}

function failureFields(error) {
  if (!(error instanceof Error) && !(error instanceof DOMException)) {
    return { message: `the node threw ${describe(error)}, not an Error: ${shown(error)}` };
  }
  const name = String(error.name || "Error");
  if (error instanceof OutputError) return { message: error.message };
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
  if (net) {
    return unreachable(net) ?? `the node may not reach ${net}: fixtures have no network; ` +
      "they answer what a node requests with `fetch`, and nothing else";
  }
  const what = /Requires (\w+ access(?: to (?:"[^"]*"|<[^>]*>))?)/.exec(error.message)?.[1] ?? error.message;
  return `the node has no ${what}: it reads the files of its version, and writes below its working directory only`;
}

/**
 * Why the node may not reach a host that it asked for. In a test nothing is reached, and this is undefined for a host
 * that it may reach in the pod; Permissions.swift says how Deno tells.
 */
function unreachable(host) {
  // Denied by a flag of its own, as cloud metadata is; any other one is only not allowed.
  const isDenied = queryPermission({ name: "net", host }).state === "denied";
  if (setup.fixtures && isDenied === setup.isListed) return undefined;
  const advice = isDenied ? "nodes with a dynamic target never reach addresses of cloud metadata" : setup.advice;
  return `the node may not reach ${host}: ${advice}`;
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
    return inspectValue(value, { depth: 6, strAbbreviateSize: 10_000 });
  } catch {
    return "[cannot be shown]";
  }
}

function writeUncaught(what, error) {
  const { message, place } = parse(failure(error));
  writeLog("error", null, [`${what}: ${message}${place ? ` (${place})` : ""}`]);
}

// Deno would end the process, and with it every other attempt in it.
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
async function plainFetch(input, init) {
  return await fetchAbout({}, input, init);
}
// Its name and length are those of the one that it replaces.
Object.defineProperty(plainFetch, "name", { value: "fetch" });
Object.defineProperty(plainFetch, "length", { value: nativeFetch.length });
globalThis.fetch = plainFetch;

/** The same; `about` says in a test what the node asked for: a service or a dependency, and a path. */
async function fetchAbout(about, input, init) {
  const run = runOfNow();
  // Requests of a run end with it; those of a module that is being loaded, or of a timer beyond, do not.
  if (run !== undefined) init = { ...init, signal: signalFor(run, input, init) };
  if (answers !== null) return await answers.fetch(about, input, init);
  try {
    return await nativeFetch(input, init);
  } catch (error) {
    if (error?.name !== "NotCapable") throw error;
    throw new NotCapable(deniedAccess(error));
  }
}

/** The headers of a request, with the trace of the run. */
function tracedHeaders(run, init) {
  const headers = new (headersClass())(init?.headers);
  if (run.trace && !headers.has("traceparent")) headers.set("traceparent", run.trace);
  if (run.state && !headers.has("tracestate")) headers.set("tracestate", run.state);
  return headers;
}

/** `fetch` of a dependency, which adds no credential; `place` gives the URL, or throws. */
async function dependencyFetch(run, about, place, init) {
  const url = answers?.isMock ? mocked(place) : place();
  return await fetchFollowing(about.dependency, about, url, init, tracedHeaders(run, init));
}

/** In a test, what is asked for is answered also where only a run knows the host. */
function mocked(place) {
  try {
    return place();
  } catch {
    return new URL("https://mock.invalid");
  }
}

function signalFor(run, input, init) {
  // null says that there is to be none but the run's own.
  const own = init?.signal !== undefined ? init.signal : input instanceof requestClass() ? input.signal : null;
  const signal = run.requestSignal();
  return own === null ? signal : anySignal([own, signal]);
}

/** `fetch` for a service: its base URL, its credentials, and the trace of the run. */
async function serviceFetch(run, service, path, init = {}) {
  const base = baseOf(service);
  const target = String(path);
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(target);
  if (!isAbsolute && base === null) throw new TypeError(`ctx.fetch: ${shown(service)} is no name of a service`);
  // Whatever else is behind a host's name would be a part of it.
  if (!isAbsolute && target !== "" && !/^[/?#]/.test(target)) {
    throw new TypeError(`ctx.fetch: the path ${shown(target)} has to begin with a slash, or be a whole URL`);
  }
  const url = new URL(isAbsolute ? target : base.origin + target);
  const headers = tracedHeaders(run, init);
  const credentials = url.origin === base?.origin ? credentialsOf(service, headers) : [];
  for (const [name, value] of credentials) headers.set(name, value);
  return await fetchFollowing(service, { service, path: target }, url, init, headers);
}

/**
 * A request that takes credentials to no other origin: fetch takes Authorization away from one, but no other header
 * that may be a credential. So redirects of a request with one are followed here. `name` is what messages call the
 * service.
 */
async function fetchFollowing(name, about, url, init, headers) {
  const redirect = init?.redirect ?? "follow";
  if (redirect !== "follow" || !hasOwnHeaders(headers)) return await fetchAbout(about, url, { ...init, headers });
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
      headers = new (headersClass())([...headers].filter(([header]) => SHARED_HEADERS.has(header)));
    }
    url = next;
  }
  throw new TypeError(`${name} redirected more than ${MOST_REDIRECTS} times`);
}

/** What every server may see; any other header may be a credential of the service. */
const SHARED_HEADERS = new Set([
  "accept", "accept-encoding", "accept-language", "cache-control", "content-encoding", "content-language",
  "content-type", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range",
  "traceparent", "tracestate", "user-agent",
]);

function hasOwnHeaders(headers) {
  return [...headers.keys()].some((name) => !SHARED_HEADERS.has(name));
}

/** `https://api.SERVICE.com`; null for a name that leads elsewhere, as one with a slash or a colon in it. */
function baseOf(service) {
  const base = service === "" ? null : URL.parse(`https://api.${service}.com`);
  return base?.href === `https://api.${service}.com/`.toLowerCase() ? base : null;
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

// A worker would go on after the run that started it. Node.js has a class of its own for them, which modules get by
// name: its constructor calls that of its parent first. To reach it by `process` would take a third of the start.
class NoWorker {
  constructor() {
    throw new Error("nodes cannot start workers: they would outlive the run; make it a node of its own instead");
  }
}
globalThis.Worker = NoWorker;
Object.preventExtensions(Object.setPrototypeOf(Thread, NoWorker));

// They would be shared by all nodes, outlive their runs, and are a way around the permissions. What can write to any
// open file by its number is not for nodes either.
for (const name of ["localStorage", "sessionStorage", "caches", "Cache", "CacheStorage", "Storage"]) {
  delete globalThis[name];
}
delete Deno[Deno.internal];
delete Deno.openKv;

send(Kind.hello, 0, 0, stringify({ deno: Deno.version.deno }));
try {
  await receive();
} catch (error) {
  // Without it, the process would be alive and deaf.
  writeUncaught("the connection to the engine broke", error);
  exit(70);
}
