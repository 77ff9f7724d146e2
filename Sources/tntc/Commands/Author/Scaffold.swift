import WorkflowModel
import YAML

/// The workflow that `init` makes.
enum Scaffold {
  /// - Parameter schemaLine: the comment that tells an editor the schema. It is part of every version, like any other
  ///   comment.
  static func files(name: String, schemaLine: String) throws -> [SourceFile] {
    [
      SourceFile(path: ".gitattributes", bytes: Array(attributes.utf8)),
      SourceFile(path: ".gitignore", bytes: Array(ignored.utf8)),
      SourceFile(path: ".secrets.yaml.example", bytes: Array(secrets.utf8)),
      SourceFile(
        path: WorkflowSource.workflowFile,
        // `null` and `y` are names, and something else where YAML is read, unless they are quoted.
        bytes: Array(schemaLine.utf8) + (try Emitter.emit([["name": .string(name)]])) + workflow.utf8),
      SourceFile(path: "nodes/greet.ts", bytes: Array(greet.utf8)),
      SourceFile(path: "nodes/report.ts", bytes: Array(report.utf8)),
      SourceFile(path: "tests/fixtures/greet.json", bytes: Array(greetFixture.utf8)),
      SourceFile(path: "tests/fixtures/report.json", bytes: Array(reportFixture.utf8)),
    ]
  }

  private static let attributes = """
    # A version is its bytes: no clone may change line endings.
    \(LineEndings.attribute)

    """

  private static let ignored = """
    # Secrets stay on this machine, and an example shows their shape.
    .secrets*
    !.secrets*.example

    """

  private static let secrets = """
    # Copy it to .secrets.yaml, which git ignores: service, then key. `tntc secrets check` names what is missing.
    # github:
    #   token: the token

    """

  private static let workflow = """
    version: "1.0"
    description: Greets whoever the run names.

    triggers:
    - type: manual
    # - type: cron
    #   schedule: "0 9 * * MON-FRI"

    nodes:
      greet:
        path: nodes/greet.ts
      report:
        path: nodes/report.ts

    edges:
    - from: greet
      to: report

    config:
      timeout: 30s
      retries: 1
      greeting: Hello

    # What the nodes need from outside; they reach nothing else. A node gets it as ctx.dependency("github").
    contract:
      version: "1"
      dependencies:
        # github:
        #   protocol: https
        #   host: api.github.com
        #   auth: {type: bearer-token, secret: github.token}

    """

  private static let greet = """
    import type { Context } from "tentacular";

    /** Runs first: its input is the input of the run. */
    export default async function greet(ctx: Context, input: { name?: string }) {
      const text = `${ctx.config.greeting}, ${input.name ?? "world"}!`;
      ctx.log.info(text);
      return { text };
    }

    """

  private static let report = """
    import type { Context } from "tentacular";

    /** Its input is the output of the one node before it. */
    export default async function report(_ctx: Context, input: { text: string }) {
      return { text: input.text, length: input.text.length };
    }

    """

  private static let greetFixture = """
    {
      "input": {
        "name": "Ada"
      },
      "expected": {
        "text": "Hello, Ada!"
      }
    }

    """

  private static let reportFixture = """
    {
      "input": {
        "text": "Hello!"
      },
      "expected": {
        "text": "Hello!",
        "length": 6
      }
    }

    """
}
