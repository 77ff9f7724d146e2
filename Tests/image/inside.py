"""Runs inside of mounts and a network of its own: puts the container together, starts it and asks it."""

import fcntl
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from check import Failed, expect, run

DEVICES = ["null", "zero", "full", "random", "urandom"]
WRITE = """
for (const path of Deno.args) {
  try { Deno.writeTextFileSync(path, "x"); console.log(path, "written"); }
  catch (error) { console.log(path, error.message.includes("os error 30") ? "read-only" : error.message); }
}
"""


def bring_up_loopback():
    """`ip link set lo up`, where there is no iproute2."""
    siocgifflags, siocsifflags, up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(handle, siocgifflags, request))[1]
        fcntl.ioctl(handle, siocsifflags, struct.pack("16sH14x", b"lo", flags | up))


class Server(BaseHTTPRequestHandler):
    """Endpoints, one of which is down, and Slack."""

    posted = []

    def do_GET(self):
        self._answer(503 if self.path == "/down" else 200)

    do_HEAD = do_GET

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Server.posted.append((self.path, json.loads(body)))
        self._answer(200, b"ok")

    def _answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def mount(*arguments):
    run(["mount", *arguments])


def assemble(pod, root):
    """The image's files read-only, with what a container runtime mounts over them."""
    for path in ["proc", "dev", *(mount["path"].lstrip("/") for mount in pod["mounts"])]:
        os.makedirs(os.path.join(pod["image"], path), exist_ok=True)
    mount("--bind", pod["image"], root)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", f"{root}/dev")
    for device in DEVICES:
        with open(f"{root}/dev/{device}", "w", encoding="utf-8"):
            mount("--bind", f"/dev/{device}", f"{root}/dev/{device}")
    for volume in pod["mounts"]:
        place = root + volume["path"]
        if volume["source"] is None:
            mount("-t", "tmpfs", "-o", "mode=777,size=256m", "tmpfs", place)
        else:
            mount("--bind", volume["source"], place)
            mount("-o", "remount,bind,ro", place)
    mount("-o", "remount,bind,ro", root)


def contained(pod, root, *command):
    """A command line that runs in the container, as the first process of its own and without privileges."""
    user = pod["user"]
    return [
        "/usr/bin/unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc",
        "/usr/bin/setpriv", "--no-new-privs",
        "/usr/sbin/chroot", f"--userspec={user}:{user}", f"--groups={user}", root, *command]


class Engine:
    def __init__(self, pod, root, log):
        self._pod, self._log = pod, log
        self._process = subprocess.Popen(
            contained(pod, root, *pod["command"]), env=pod["environment"], stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT)

    def request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._pod["port"], timeout=30)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait_until_ready(self):
        end = time.monotonic() + 60
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if self.request("GET", self._pod["ready"])[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise Failed("the engine did not become ready")

    def _descendants(self):
        """Below the `unshare` that started it: the engine first, then what it started."""
        found, parents = [], [self._process.pid]
        while parents:
            tasks = f"/proc/{parents.pop(0)}/task"
            for thread in os.listdir(tasks):
                with open(f"{tasks}/{thread}/children", encoding="utf-8") as file:
                    children = [int(child) for child in file.read().split()]
                found += children
                parents += children
        return found

    def check_privileges(self):
        processes = self._descendants()
        expect(len(processes) > 1, True, "the engine and Deno run")
        user = str(self._pod["user"])
        for process in processes:
            with open(f"/proc/{process}/status", encoding="utf-8") as file:
                status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            expect(set(status["Uid"].split()), {user}, f"user of {status['Name']}")
            expect(set(status["Gid"].split()), {user}, f"group of {status['Name']}")
            expect(int(status["CapEff"], 16), 0, f"capabilities of {status['Name']}")
            expect(status["NoNewPrivs"], "1", f"no new privileges for {status['Name']}")

    def terminate(self):
        """Gives the exit code after the SIGTERM of a pod that goes away."""
        os.kill(self._descendants()[0], signal.SIGTERM)
        return self._process.wait(timeout=60)

    def kill(self):
        self._process.kill()
        self._process.wait()


def check_run(engine):
    status, body = engine.request("POST", "/run", b"{}")
    answer = json.loads(body)
    expect(status, 200, f"status of a run: {answer}")
    expect(answer["outputs"]["analyze-results"]["counts"], {"up": 1, "slow": 0, "down": 1}, "what was probed")
    expect(answer["outputs"]["notify-slack"]["posted"], True, "Slack was told")
    path, message = Server.posted[0]
    expect((len(Server.posted), path), (1, "/services/T0/B0/xyzzy"), "the requests that Slack got")
    expect("1 of 2 endpoints" in message["text"], True, f"Slack's message: {message['text']}")


def check_writing(pod, root):
    """/tmp can be written, and nothing else, by root neither."""
    places = ["/tmp/new", "/new", "/usr/local/bin/deno", "/app/workflow/new", "/app/workflow/workflow.yaml", "/etc/new"]
    wanted = [f"{place} {'written' if place.startswith('/tmp/') else 'read-only'}" for place in places]
    program = ["deno", "run", "--quiet", "--allow-write", "/tmp/write.js", *places]
    with open(f"{root}/tmp/write.js", "w", encoding="utf-8") as file:
        file.write(WRITE)
    for user in [pod["user"], 0]:
        said = run(contained(pod | {"user": user}, root, *program), env=pod["environment"])
        expect(said.splitlines(), wanted, f"what user {user} can write")
        os.remove(f"{root}/tmp/new")


def check(pod, root, log):
    for port in pod["ports"].values():
        server = ThreadingHTTPServer(("127.0.0.1", port), Server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    engine = Engine(pod, root, log)
    try:
        engine.wait_until_ready()
        engine.check_privileges()
        check_run(engine)
        check_writing(pod, root)
        expect(engine.terminate(), 0, "exit code after SIGTERM")
    finally:
        engine.kill()


def main(description):
    with open(description, encoding="utf-8") as file:
        pod = json.load(file)
    bring_up_loopback()
    root = os.path.join(os.path.dirname(description), "root")
    os.mkdir(root)
    assemble(pod, root)
    with tempfile.TemporaryFile("w+") as log:
        try:
            check(pod, root, log)
        except (Failed, OSError, KeyError, ValueError, subprocess.TimeoutExpired) as failure:
            log.seek(0)
            print(f"{type(failure).__name__}: {failure}\nthe engine's log:\n{log.read()}")
            return 1
        log.seek(0)
        print("".join(f"  {line}" for line in log))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
