"""Measures the engine: how soon it is ready, what a run costs, how many runs a second, and its memory.

The load comes from wrk. Machines differ by a factor of two, so targets are shares of what the same machine does in the
same minute: of what the HTTP server itself can do, an empty route, and of how soon one bare Deno process is there that
imports the same four modules.
"""

import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from statistics import median

from process import Failed

ECHO = "export default (_ctx: unknown, input: unknown) => input;\n"
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
LEAST_RATE = 0.35
MOST_TAIL = 4
MANY_NODES = 20
MOST_MANY = 3
PAYLOADS = (1_000, 100_000)
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


class Load:
    """What wrk says: requests a second, the median latency and the 99th percentile in ms."""

    def __init__(self, folder, path, clients, method="GET", payload=0):
        script = os.path.join(folder, "load.lua")
        with open(script, "w") as file:
            file.write(f'wrk.method = "{method}"\n')
            if payload:
                file.write(f'wrk.body = [[{{"text": "{"x" * payload}"}}]]\n')
        ended = subprocess.run(
            ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--latency", "-s", script,
             f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, timeout=60)
        if ended.returncode != 0 or "Non-2xx" in ended.stdout:
            raise Failed(f"wrk: {ended.stdout}{ended.stderr}")
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", ended.stdout)[1])
        self.median, self.tail = (self._latency(ended.stdout, share) for share in (50, 99))

    @staticmethod
    def _latency(text, share):
        value, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def measure(table, engine, deno):
    with tempfile.TemporaryDirectory(prefix="tntc-bench-") as folder:
        _measure(table, folder, engine, deno)


def _workflow(folder, names, node):
    """A chain of nodes with one code, and the same as one Deno program."""
    os.makedirs(os.path.join(folder, "nodes"))
    text = 'name: bench\nversion: "1.0"\ntriggers: [{type: manual}]\nnodes:\n'
    text += "".join(f"  {name}: {{path: nodes/{name}.ts}}\n" for name in names)
    text += "edges:\n" + "".join(f"- {{from: {a}, to: {b}}}\n" for a, b in zip(names, names[1:]))
    for path, content in [("workflow.yaml", text), ("bare.ts", BARE)] + [(f"nodes/{name}.ts", node) for name in names]:
        with open(os.path.join(folder, path), "w") as file:
            file.write(content)
    return folder


def _measure(table, parent, engine, deno):
    folder = _workflow(os.path.join(parent, "four"), "abcd", NODE)
    environment = os.environ | {"TENTACULAR_DENO": deno, "DENO_NO_UPDATE_CHECK": "1"}

    def served(folder):
        return Server(
            [engine, "serve", "--workflow", os.path.join(folder, "workflow.yaml"), "--host", "127.0.0.1",
             "--port", str(PORT), "--log-level", "warning"], environment, "/ready")

    def plain(folder):
        return Server([deno, "run", "--allow-net", os.path.join(folder, "bare.ts"), str(PORT)], environment, "/")

    serve, bare = served(folder), plain(folder)
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
    many = served(_workflow(
        os.path.join(parent, "many"), [f"n{number:02d}" for number in range(MANY_NODES)], NODE))
    starts = []
    for _ in range(3):
        with many:
            starts.append(many.start_seconds * 1000)
    table.at_most(
        f"engine, {MANY_NODES} nodes: ready", f"{median(starts):.0f} ms, {median(starts) / ready:.1f} of four nodes",
        median(starts) / ready, MOST_MANY, f"{MOST_MANY} of four nodes")
    with serve:
        Load(folder, "/run", 4, "POST")
        one = Load(folder, "/run", 1, "POST")
        all_clients = Load(folder, "/run", CLIENTS, "POST")
        empty = Load(folder, "/health", CLIENTS)
        quick = Load(folder, "/health", 1).median
    with bare:
        single = Load(folder, "/", CLIENTS, "POST")
    table.note("a request to an empty route, one client: median", f"{quick:.2f} ms")
    table.at_most(
        "engine, a run of four no-op nodes, one client: median",
        f"{one.median:.2f} ms, {one.median / quick:.1f} of that", one.median / quick, MOST_LATENCY,
        f"{MOST_LATENCY} of that")
    table.note(f"an empty route of the HTTP server, {CLIENTS} clients", f"{empty.rate:,.0f} a second")
    share = all_clients.rate / empty.rate
    table.at_least(
        f"engine, runs of four no-op nodes, {CLIENTS} clients", f"{all_clients.rate:,.0f} a second, {share:.2f} of that",
        share, LEAST_RATE, f"{LEAST_RATE} of that")
    tail = all_clients.tail / all_clients.median
    table.at_most(
        "the same: the 99th percentile of their latency", f"{all_clients.tail:.1f} ms, {tail:.1f} × the median", tail,
        MOST_TAIL, f"{MOST_TAIL} × the median")
    table.note("the same four functions in one bare `Deno.serve`", f"{single.rate:,.0f} a second")
    folder = _workflow(os.path.join(parent, "echo"), "abcd", ECHO)
    for payload in PAYLOADS:
        with served(folder):
            ours = Load(folder, "/run", CLIENTS, "POST", payload)
        with plain(folder):
            single = Load(folder, "/", CLIENTS, "POST", payload)
        table.note(
            f"engine, {payload / 1000:g} KB through four nodes, {CLIENTS} clients",
            f"{ours.rate:,.0f} a second, {ours.tail / ours.median:.1f} × the median at the 99th percentile; "
            f"one bare `Deno.serve`: {single.rate:,.0f}")
