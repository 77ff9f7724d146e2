// `ctx.dependency`: what the contract of workflow.yaml says of a service, with its secret and a `fetch` of its own.

const { freeze, defineProperty, hasOwn, keys } = Object;

/**
 * The dependency that a name stands for.
 *
 * `declared` has the dependencies by name (DependencySetup.swift), `secretOf` gives the present value of a secret, and
 * `request` makes a request, where `about` says what was asked for, and `place` gives its URL, or throws where there is
 * none. Names match `form`.
 */
export function dependencyOf(name, { declared, form, secretOf, request }) {
  if (typeof name !== "string") throw new TypeError("ctx.dependency takes the name of a dependency, as a text");
  if (!hasOwn(declared, name)) throw new Error(undeclared(name, keys(declared), form));
  const { values, secret, fetch } = declared[name];
  const dependency = { ...values };
  // Read when it is asked for, as secrets change while a workflow runs.
  defineProperty(dependency, "secret", { enumerable: true, get: () => secret && secretOf(secret.service, secret.key) });
  if (fetch) {
    const value = async (path = "/", init = undefined) => {
      const about = { dependency: name, path: String(path) };
      return await request(about, () => address(name, fetch, about.path), init);
    };
    defineProperty(dependency, "fetch", { enumerable: true, value });
  }
  return freeze(dependency);
}

/** The URL of a path; never one of another host. */
function address(name, { base, problem }, path) {
  if (problem) throw new TypeError(`the dependency \`${name}\` has no fetch: ${problem}`);
  const home = new URL(base);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    const url = new URL(path);
    if (url.origin === home.origin) return url;
    throw new TypeError(
      `the dependency \`${name}\` is ${home.origin}, and not ${url.origin}; its fetch takes a path like /items`,
    );
  }
  return new URL(/^[/?#]/.test(path) ? base + path : `${base}/${path}`);
}

function undeclared(name, known, form) {
  const near = nearest(name, known);
  const has = known.length === 0 ? "it declares none" : `it declares ${known.map((name) => `\`${name}\``).join(", ")}`;
  const none = `workflow.yaml declares no dependency \`${name}\`${near ? `; did you mean \`${near}\`?` : ""} (${has})`;
  // Nothing can be declared under another name.
  if (!new RegExp(form).test(name)) return none;
  return `${none}. Add it to \`contract.dependencies\`, like \`${name}: {protocol: https, host: api.example.com}\``;
}

/** The known name that a misspelt one was meant to be, if one is near enough. */
function nearest(name, known) {
  if (name.length > 100 || known.length > 200) return undefined;
  let best;
  let least = Infinity;
  for (const word of known) {
    const count = distance(name.toLowerCase(), word);
    if (count <= Math.max(name.length, word.length) / 3 && count < least) [best, least] = [word, count];
  }
  return best;
}

/** Edits of one letter (Levenshtein). */
function distance(left, right) {
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = last[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(change, current[column - 1] + 1, last[column] + 1));
    }
    last = current;
  }
  return last[right.length];
}
