"""Runs the engine for a while under everything at once: honest load beside hanging inputs, silent upstreams, large
bodies, floods of log lines, changing secrets, idle connections and killed node processes, in a control group of the
size of a rendered pod where one can be made.

Fails when more than one honest run in a thousand fails, when a process or a file is left behind, or when memory goes
on growing.
"""

import argparse
import collections
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

NODE = """
export default async function (ctx: any, input: any) {
  if (input.loop) while (true) {}
  if (input.hang) await new Promise(() => {});
  if (input.silent) await fetch(`http://127.0.0.1:${input.silent}/`);
  if (input.flood) for (let i = 0; i < 100_000; i++) console.log("flood", i);
  ctx.log.info("a line");
  await new Promise((r) => setTimeout(r, Math.random() * 5));
  return { from: ctx.node, length: JSON.stringify(input).length, secret: typeof ctx.secrets.slack?.token };
}
"""
WORKFLOW = """name: soak
version: 1.0
triggers: [{type: manual}]
nodes:
  a: {path: nodes/a.ts}
  b: {path: nodes/b.ts}
edges:
- {from: a, to: b}
config: {timeout: 2s, retries: 2}
"""


def children(process):
    found = []
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/children") as file:
            found += [int(child) for child in file.read().split()]
    return found


def resident(process):
    with open(f"/proc/{process}/smaps_rollup") as file:
        return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1]) >> 10


class Group:
    """A control group with the memory of a pod; none where they cannot be made."""

    def __init__(self, mebibytes):
        is_unified = os.path.exists("/sys/fs/cgroup/cgroup.controllers")
        self.path = f"/sys/fs/cgroup{'' if is_unified else '/memory'}/soak-{os.getpid()}"
        try:
            os.mkdir(self.path)
            self.write("memory.max" if is_unified else "memory.limit_in_bytes", str(mebibytes << 20))
        except OSError as error:
            print(f"without a limit of memory: no control group can be made ({error})")
            if os.path.isdir(self.path):
                os.rmdir(self.path)
            self.path = None

    def write(self, name, text):
        with open(f"{self.path}/{name}", "w") as file:
            file.write(text)

    def enter(self):
        if self.path:
            self.write("cgroup.procs", str(os.getpid()))

    def remove(self):
        if not self.path:
            return
        for name in ("memory.events", "memory.failcnt", "memory.oom_control"):
            if os.path.exists(f"{self.path}/{name}"):
                with open(f"{self.path}/{name}") as file:
                    print(f"{name}:", ", ".join(file.read().split("\n")))
        os.rmdir(self.path)


class Soak:
    def __init__(self, options):
        self.folder = tempfile.mkdtemp(prefix="soak")
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.honest = collections.Counter()
        self.reasons = collections.Counter()
        self.others = collections.Counter()
        self.slowest = 0
        self.group = Group(options.memory)
        os.makedirs(f"{self.folder}/workflow/nodes")
        os.makedirs(f"{self.folder}/tmp")
        for node in "ab":
            self.put(f"workflow/nodes/{node}.ts", NODE)
        self.put("workflow/workflow.yaml", WORKFLOW)
        self.put("workflow/.secrets.yaml", "slack: {token: first-secret-value}\n")
        self.upstream = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.log = open(f"{self.folder}/log", "wb")
        environment = os.environ | {"TMPDIR": f"{self.folder}/tmp"}
        if options.deno:
            environment["TENTACULAR_DENO"] = options.deno
        self.process = subprocess.Popen(
            [options.engine, "serve", "--workflow", f"{self.folder}/workflow/workflow.yaml"]
            + ["--host", "127.0.0.1", "--port", "0"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=environment, preexec_fn=self.group.enter)
        for _ in range(3000):
            text = self.text()
            port = re.search(r"listening on 127.0.0.1:(\d+)", text)
            if port and " ready\n" in text:
                break
            if self.process.poll() is not None:
                sys.exit(text)
            time.sleep(0.01)
        else:
            sys.exit(f"not ready: {text}")
        self.port = int(port[1])

    def put(self, path, text):
        with open(f"{self.folder}/{path}.new", "w") as file:
            file.write(text)
        os.rename(f"{self.folder}/{path}.new", f"{self.folder}/{path}")

    def text(self):
        with open(f"{self.folder}/log", errors="replace") as file:
            return file.read()

    def run(self, value):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", "/run", json.dumps(value))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def honestly(self):
        while not self.stopped.is_set():
            begun = time.monotonic()
            try:
                status, body = self.run({"x": "y" * random.randrange(2000)})
            except OSError as error:
                status, body = 0, repr(error)
            with self.lock:
                # A refusal says that nothing was started, and to come again.
                self.honest["refused" if status == 429 else "good" if status == 200 else "bad"] += 1
                self.slowest = max(self.slowest, time.monotonic() - begun)
                if status not in (200, 429):
                    self.reasons[json.dumps(json.loads(body).get("errors")) if body[:1] == "{" else body] += 1
            time.sleep(0.01)

    def badly(self, value, pause):
        while not self.stopped.wait(pause * random.uniform(0.5, 1.5)):
            try:
                status, _ = self.run(value() if callable(value) else value)
            except OSError:
                status = 0
            with self.lock:
                self.others[status] += 1

    def kill(self):
        while not self.stopped.wait(random.uniform(3, 9)):
            found = children(self.process.pid)
            if found:
                os.kill(random.choice(found), signal.SIGKILL)

    def rotate(self):
        number = 0
        while not self.stopped.wait(3):
            number += 1
            self.put("workflow/.secrets.yaml", f"slack: {{token: secret-value-{number}}}\n")

    def idle(self):
        held = collections.deque()
        while not self.stopped.wait(0.2):
            try:
                one = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                one.sendall(b"POST /run HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n[")
                held.append(one)
            except OSError:
                pass
            if len(held) > 50:
                held.popleft().close()

    def soak(self, seconds):
        silent = self.upstream.getsockname()[1]
        tasks = [self.honestly] * 4 + [self.kill, self.rotate, self.idle]
        tasks += [
            lambda: self.badly({"loop": True}, 5),
            lambda: self.badly({"hang": True}, 1),
            lambda: self.badly({"silent": silent}, 0.5),
            lambda: self.badly({"flood": True}, 5),
            lambda: self.badly(lambda: {"x": "z" * 1_000_000}, 0.5),
        ]
        threads = [threading.Thread(target=task) for task in tasks]
        for thread in threads:
            thread.start()
        sizes = []
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            time.sleep(min(10, max(0.1, end - time.monotonic())))
            sizes.append(resident(self.process.pid))
            print(f"{dict(self.honest)}, slowest {self.slowest:.1f} s, engine {sizes[-1]} MiB", flush=True)
        self.stopped.set()
        for thread in threads:
            thread.join()
        return sizes

    def end(self):
        nodes = children(self.process.pid) if self.process.poll() is None else []
        self.process.terminate()
        code = self.process.wait(90)
        left = os.listdir(f"{self.folder}/tmp") + [node for node in nodes if os.path.exists(f"/proc/{node}")]
        self.group.remove()
        return code, left


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--engine", default=".build/tentacular-engine")
    arguments.add_argument("--deno", default=os.environ.get("TENTACULAR_DENO"))
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--memory", type=int, default=208, help="of the pod, in MiB; as rendered for two nodes")
    options = arguments.parse_args()
    soak = Soak(options)
    sizes = soak.soak(options.seconds)
    code, left = soak.end()
    total = sum(soak.honest.values())
    problems = []
    if soak.honest["bad"] * 1000 > total:
        problems.append(f"{soak.honest['bad']} of {total} honest runs failed: {soak.reasons.most_common(5)}")
    if code != 0:
        problems.append(f"the engine ended with {code}")
    if left:
        problems.append(f"left behind: {left}")
    if len(sizes) > 3 and sizes[-1] > 1.5 * max(sizes[: len(sizes) // 2]) + 20:
        problems.append(f"the engine grows: {sizes} MiB")
    print(f"honest runs: {dict(soak.honest)}; failures {soak.reasons.most_common(5)}; others by status: {dict(soak.others)}")
    if problems:
        print(soak.text()[-4000:])
        sys.exit("\n".join(problems))
    shutil.rmtree(soak.folder)


main()
