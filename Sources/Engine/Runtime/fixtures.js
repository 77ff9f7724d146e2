// What requests get in a test, in place of the network: the answers of a fixture.

const NO_BODY_STATUS = [101, 204, 205, 304];

/** The answers of one attempt, by "METHOD URL" or URL. */
export class FixtureAnswers {
  #answers = new Map();
  #mode = null;
  #problem = null;
  #unreachable;

  /**
   * `answers`: by "METHOD URL" or URL; "mock" answers every request by what was asked; null foresees none.
   * `unreachable` says why the node may not reach a host with its port, and nothing where it may.
   */
  constructor(answers, unreachable) {
    this.#unreachable = unreachable;
    if (answers === null || answers === "mock") {
      this.#mode = answers ?? "none";
      return;
    }
    for (const [key, value] of Object.entries(answers)) {
      this.#answers.set(key, Array.isArray(value) ? [...value] : value);
    }
  }

  /** The first request that the fixture does not foresee, or the pod refuses: a node may have caught what it threw. */
  get problem() {
    return this.#problem;
  }

  /** Whether every request is answered, whatever its URL is. */
  get isMock() {
    return this.#mode === "mock";
  }

  /** `about`: what the node asked for, a service or a dependency and a path; nothing for a URL. */
  async fetch(about, input, init) {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    this.#refuseUnreachable(about, new URL(request.url));
    if (this.isMock) {
      const asked = Object.keys(about).length > 0 ? about : { url: request.url };
      return Response.json({ mock: true, ...asked });
    }
    const answer = this.#next(request);
    await this.#check(request, answer.expect ?? {});
    if (answer.error !== undefined) throw new TypeError(answer.error);
    const headers = new Headers(answer.headers);
    const status = answer.status ?? 200;
    let body = answer.body ?? null;
    if (body !== null && typeof body !== "string") {
      body = JSON.stringify(body);
      if (!headers.has("content-type")) headers.set("content-type", "application/json");
    }
    return new Response(NO_BODY_STATUS.includes(status) ? null : body, { status, headers });
  }

  #refuseUnreachable(about, url) {
    const port = url.port || { "http:": "80", "https:": "443" }[url.protocol];
    // A dependency without a known host gets one that does not exist (RFC 2606); a data URL has no host.
    if (port === undefined || about.dependency !== undefined && url.hostname.endsWith(".invalid")) return;
    const problem = this.#unreachable(`${url.hostname}:${port}`);
    if (problem === undefined) return;
    this.#problem ??= problem;
    throw new Deno.errors.NotCapable(problem);
  }

  #next(request) {
    const names = [`${request.method} ${request.url}`, request.url];
    // A URL without a path is written without its slash, too.
    if (new URL(request.url).pathname === "/") {
      names.push(...names.map((name) => name.replace(/\/(?=$|\?)/, "")));
    }
    const name = names.find((name) => this.#answers.has(name));
    if (name === undefined && this.#mode === "none") {
      this.#fail(
        `the node requests ${names[0]}, and the fixture has no \`fetch\`; add \`"fetch": {"${names[0]}": {"body": …}}\` ` +
          'for an answer, or `"fetch": "mock"` to have every request answered with 200 and {"mock": true, …}',
      );
    }
    if (name === undefined) {
      const known = [...this.#answers.keys()].join(", ") || "none at all";
      this.#fail(`the fixture has no answer for ${names[0]}; it has: ${known}`);
    }
    const answer = this.#answers.get(name);
    if (!Array.isArray(answer)) return answer;
    if (answer.length === 0) this.#fail(`the fixture has no further answer for ${name}`);
    return answer.shift();
  }

  async #check(request, expected) {
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      const sent = request.headers.get(name);
      if (sent !== value) this.#fail(`${request.url}: header ${name} is ${shown(sent)}, expected ${shown(value)}`);
    }
    if (expected.body === undefined) return;
    const text = await request.text();
    let sent = text;
    if (typeof expected.body !== "string") {
      try {
        sent = JSON.parse(text);
      } catch {
        this.#fail(`${request.url}: the body is not JSON: ${shown(text)}`);
      }
    }
    const place = difference(sent, expected.body, "");
    if (place !== null) this.#fail(`${request.url}: the body differs from the expected one${place}`);
  }

  #fail(message) {
    this.#problem ??= message;
    throw new Error(message);
  }
}

/** Where two JSON values differ first; null when they are equal. */
function difference(actual, expected, path) {
  if (Object.is(actual, expected)) return null;
  const isObject = (value) => typeof value === "object" && value !== null;
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual) !== Array.isArray(expected)) {
    return `${path && ` at ${path}`}: ${shown(actual)}, expected ${shown(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const place = difference(actual[key], expected[key], path ? `${path}.${key}` : key);
    if (place !== null) return place;
  }
  return null;
}

function shown(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
