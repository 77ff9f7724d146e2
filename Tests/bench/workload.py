"""Makes workflows to render: four nodes of about 4 KB of TypeScript each, no two files alike."""

import os
import shutil

STAGES = ["fetch-orders", "normalise", "score-risk", "notify"]
MANIFESTS = ["cronjob.yaml", "deployment.yaml", "service.yaml"]
HEADER = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"

WORKFLOW = """\
name: {name}
version: "1.{minor}"
description: Scores the orders of shop {number} and tells its owner about the risky ones.

triggers:
- type: manual
- type: cron
  name: nightly
  schedule: "{minute} 2 * * *"

nodes:
  fetch-orders:
    path: ./nodes/fetch-orders.ts
    description: Reads the orders of the last day.
  normalise:
    path: ./nodes/normalise.ts
  score-risk:
    path: ./nodes/score-risk.ts
  notify:
    path: ./nodes/notify.ts

edges:
- from: fetch-orders
  to: normalise
- from: normalise
  to: score-risk
- from: score-risk
  to: notify

config:
  timeout: 30s
  retries: 2
  shop: shop-{number}
  threshold: 0.{minute:02d}
"""

HEAD = """\
import type {{ Context }} from "tentacular";

// {stage} of {name}: one step of four, each a module with one default export.
interface Order {{
  id: string;
  currency: "EUR" | "USD" | "JPY";
  lines: {{ sku: string; quantity: number; unitPrice: number }}[];
  tags?: Record<string, string>;
}}

interface Result {{
  orders: Order[];
  rejected: {{ id: string; reason: string }}[];
}}

"""

CHECK = """\
/** Rule {rule}: an order over {limit} in one line is looked at by a person. */
function rule{rule}(order: Order, seen: Map<string, number>): string | undefined {{
  const total = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  const known = seen.get(order.id) ?? 0;
  if (order.lines.some((line) => line.quantity > {limit} && line.unitPrice < 0.{rule:02d})) {{
    return `order ${{order.id}}: ${{order.lines.length}} lines, total ${{total.toFixed(2)}} — "{stage}"`;
  }}
\tif (known > {rule} || total !== total) return 'repeated \\\\ "quoted" & <escaped>';
  seen.set(order.id, known + 1); // é, 日本, 🚀: bytes beyond ASCII
  return undefined;
}}

"""

TAIL = """\
export default async function (ctx: Context, input: Result): Promise<Result> {{
  const seen = new Map<string, number>();
  const result: Result = {{ orders: [], rejected: [...(input.rejected ?? [])] }};
  for (const order of input.orders ?? []) {{
    const reason = rule{last}(order, seen);
    if (reason) result.rejected.push({{ id: order.id, reason }});
    else result.orders.push(order);
  }}
  ctx.log.info(`{stage}: ${{result.orders.length}} kept, ${{result.rejected.length}} rejected`);
  return result;
}}
"""


def node(name, stage, seed):
    """A module of a little over 4 KB."""
    parts = [HEAD.format(name=name, stage=stage)]
    size = len(parts[0])
    rule = seed % 17
    while size < 3_400:
        rule += 1
        parts.append(CHECK.format(rule=rule, limit=50 + seed % 911, stage=stage))
        size += len(parts[-1])
    parts.append(TAIL.format(stage=stage, last=rule))
    return "".join(parts)


def make(folder, count):
    """Writes `count` workflow directories below `folder`; the same bytes every time."""
    for number, name in enumerate(names(count)):
        nodes = os.path.join(folder, name, "nodes")
        os.makedirs(nodes)
        workflow = WORKFLOW.format(name=name, number=number, minor=number % 30, minute=number % 60)
        write(os.path.join(folder, name, "workflow.yaml"), workflow)
        for position, stage in enumerate(STAGES):
            write(os.path.join(nodes, f"{stage}.ts"), node(name, stage, number * 4 + position))


def make_large(folder, size):
    """One workflow directory, as `make` does it, with modules of about `size` bytes that a node imports."""
    make(folder, 1)
    nodes = os.path.join(folder, names(1)[0], "nodes")
    os.mkdir(os.path.join(nodes, "lib"))
    module, imports, number = "", "", 0
    while size > 0:
        while len(module) < 50_000:
            number += 1
            module += CHECK.format(rule=number, limit=number, stage="large")
        path = f"lib/rules-{number}.ts"
        write(os.path.join(nodes, path), HEAD.format(name="large", stage="large") + module)
        imports += f'import "./{path}";\n'
        size, module = size - len(module), ""
    first = os.path.join(nodes, f"{STAGES[0]}.ts")
    with open(first, encoding="utf-8") as file:
        text = file.read()
    write(first, imports + text)


def make_generators(folder, count):
    """The workflows in `folder` for kustomize, the code alone: one build with a ConfigMap for each."""
    text = HEADER + "configMapGenerator:\n"
    text += "".join(generator(name, f"{name}/") for name in names(count))
    write(os.path.join(folder, "kustomization.yaml"), text)


def make_bases(folder, count, tree):
    """The workflows in `folder` for kustomize, all of it: a base for each, with its manifests of `tree`."""
    for name in names(count):
        for manifest in MANIFESTS:
            shutil.copy(os.path.join(tree, name, manifest), os.path.join(folder, name))
        text = HEADER + listed("resources", MANIFESTS) + "configMapGenerator:\n" + generator(name, "")
        write(os.path.join(folder, name, "kustomization.yaml"), text)
    write(os.path.join(folder, "kustomization.yaml"), HEADER + listed("resources", names(count)))


def generator(name, folder):
    modules = "".join(f"  - nodes__{stage}.ts={folder}nodes/{stage}.ts\n" for stage in STAGES)
    return f"- name: {name}-code\n  files:\n  - {folder}workflow.yaml\n{modules}"


def listed(key, items):
    return f"{key}:\n" + "".join(f"- {item}\n" for item in items)


def names(count):
    return [f"bench-{number:05d}" for number in range(count)]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
