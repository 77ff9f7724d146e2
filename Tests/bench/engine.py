"""Measures the engine: how soon it is ready, what a run costs, how many runs a second, and its memory.

The load comes from wrk. Machines differ by a factor of two, so targets are shares of what the same machine does in the
same minute: of what the HTTP server itself can do, an empty route, and of how soon one bare Deno process is there that
imports the same four modules.
"""

import http.client
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from statistics import median

from process import Failed

WORKFLOW = """\
name: bench
version: "1.0"
triggers: [{type: manual}]
nodes:
  a: {path: nodes/a.ts, capabilities: {net: []}}
  b: {path: nodes/b.ts}
  c: {path: nodes/c.ts}
  d: {path: nodes/d.ts}
edges: [{from: a, to: b}, {from: b, to: c}, {from: c, to: d}]
"""
NODE = "export default (_ctx: unknown, _input: unknown) => ({ ok: true });\n"
BARE = """\
import a from "./nodes/a.ts";
import b from "./nodes/b.ts";
import c from "./nodes/c.ts";
import d from "./nodes/d.ts";
Deno.serve({ port: Number(Deno.args[0]), hostname: "127.0.0.1", onListen() {} }, async (request) => {
  const text = await request.text();
  let value: unknown = text === "" ? {} : JSON.parse(text);
  const outputs: Record<string, unknown> = {};
  for (const [name, node] of Object.entries({ a, b, c, d })) outputs[name] = value = await node({}, value);
  return Response.json({ success: true, outputs });
});
"""
PORT = 18431
STARTS = 10
SECONDS = 5
CLIENTS = 32
MOST_START = 1.6
MOST_LATENCY = 6
LEAST_RATE = 0.28
MIB = 1024


def _status(path):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


class Server:
    """A program that listens on PORT, from its start until it is asked to end."""

    def __init__(self, argv, environment, path, status=200):
        self._argv, self._environment, self._path, self._status = argv, environment, path, status

    def __enter__(self):
        start = time.perf_counter()
        self.process = subprocess.Popen(
            self._argv, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while _status(self._path) != self._status:
            if self.process.poll() is not None or time.perf_counter() - start > 20:
                self.__exit__()
                raise Failed(f"`{self._argv[0]}` did not come up")
            time.sleep(0.001)
        self.start_seconds = time.perf_counter() - start
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def family(self):
        """The process and its children."""
        found = [self.process.pid]
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/children") as children:
                found += map(int, children.read().split())
        return found

    def memory_mib(self):
        """The proportional share (Pss) of all of them."""
        total = 0
        for process in self.family():
            with open(f"/proc/{process}/smaps_rollup") as rollup:
                total += int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M)[1])
        return total / MIB


def _load(folder, path, clients, method="GET"):
    """Requests a second, and the median latency in ms."""
    script = os.path.join(folder, "load.lua")
    with open(script, "w") as file:
        file.write(f'wrk.method = "{method}"\n')
    ended = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--latency", "-s", script,
         f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, timeout=60)
    if ended.returncode != 0 or "Non-2xx" in ended.stdout:
        raise Failed(f"wrk: {ended.stdout}{ended.stderr}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", ended.stdout)[1])
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", ended.stdout).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def measure(table, engine, deno):
    folder = tempfile.mkdtemp(prefix="tntc-bench-")
    try:
        os.mkdir(os.path.join(folder, "nodes"))
        for name, text in [("workflow.yaml", WORKFLOW), ("bare.ts", BARE)] + [
                (f"nodes/{node}.ts", NODE) for node in "abcd"]:
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        _measure(table, folder, engine, deno)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(table, folder, engine, deno):
    environment = os.environ | {"TENTACULAR_DENO": deno, "DENO_NO_UPDATE_CHECK": "1"}
    serve = Server(
        [engine, "serve", "--workflow", os.path.join(folder, "workflow.yaml"), "--host", "127.0.0.1",
         "--port", str(PORT), "--log-level", "warning"], environment, "/ready")
    bare = Server(
        [deno, "run", "--allow-net", os.path.join(folder, "bare.ts"), str(PORT)], environment, "/")
    table.note("the engine, stripped", f"{os.path.getsize(engine) / 1e6:.1f} MB")
    starts, bare_starts = [], []
    # In turn, so that what else the machine does is the same for both.
    for _ in range(STARTS):
        with serve:
            starts.append(serve.start_seconds * 1000)
            time.sleep(0.5)
            memory = serve.memory_mib()
        with bare:
            bare_starts.append(bare.start_seconds * 1000)
    ready, alone = median(starts), median(bare_starts)
    table.note("one bare Deno process with the same four modules: listening", f"{alone:.0f} ms")
    table.at_most(
        "engine, four nodes: ready", f"{ready:.0f} ms, {ready / alone:.2f} of that", ready / alone, MOST_START,
        f"{MOST_START} of that")
    table.at_most(
        "engine, four nodes: memory of all processes, idle (Pss)", f"{memory:.0f} MiB", memory, 120, "120 MiB")
    with serve:
        _load(folder, "/run", 4, "POST")
        _, latency = _load(folder, "/run", 1, "POST")
        rate, _ = _load(folder, "/run", CLIENTS, "POST")
        empty, _ = _load(folder, "/health", CLIENTS)
        _, quick = _load(folder, "/health", 1)
    with bare:
        single, _ = _load(folder, "/", CLIENTS, "POST")
    table.note("a request to an empty route, one client: median", f"{quick:.2f} ms")
    table.at_most(
        "engine, a run of four no-op nodes, one client: median", f"{latency:.2f} ms, {latency / quick:.1f} of that",
        latency / quick, MOST_LATENCY, f"{MOST_LATENCY} of that")
    table.note(f"an empty route of the HTTP server, {CLIENTS} clients", f"{empty:,.0f} a second")
    table.at_least(
        f"engine, runs of four no-op nodes, {CLIENTS} clients", f"{rate:,.0f} a second, {rate / empty:.2f} of that",
        rate / empty, LEAST_RATE, f"{LEAST_RATE} of that")
    table.note("the same four functions in one bare `Deno.serve`", f"{single:,.0f} a second")
