import Bytes
import Processes
import WorkflowModel
import YAML

/// The exports of modules, as Deno reports them without running the modules.
///
/// Of CommonJS, which has no exports by name, it finds them in the text, as Node.js does. No list by esbuild or by
/// ourselves would be the same.
struct ExportedNames {
  struct Exports {
    /// Sorted.
    let names: [String]
    /// Names of the modules that Deno has itself, with `node:` and without.
    let builtins: Set<ByteKey>

    /// The names that the file of a package exports.
    ///
    /// All of a module of JavaScript. Of CommonJS the default, which is everything, and what can be a name in code:
    /// esbuild can write no other name of it.
    var bundled: [String] {
      guard names.contains(where: Self.isWhole) else { return names }
      return names.filter { !Self.isWhole($0) && isIdentifier($0) }
    }

    /// Deno gives `module.exports` under this name too, beside `default`, and does so for CommonJS alone.
    private static func isWhole(_ name: String) -> Bool { name.hasSameBytes(as: "module.exports") }
  }

  private static let questionFile = "question.mjs"
  private static let subjectFile = "subject.mjs"

  /// Its imports are linked before it runs, and what it asks about would run after it: a cycle, which it leaves in time.
  private static let question = """
    import { builtinModules } from "node:module";
    import { subject } from "./\(subjectFile)";

    const names = Reflect.ownKeys(subject).filter((key) => typeof key === "string");
    console.log(JSON.stringify({ names, builtins: builtinModules }));
    Deno.exit(0);

    """

  let deno: Program
  let installation: NpmInstallation

  /// - Parameters:
  ///   - specifier: of the module, from the folder.
  ///   - flags: how Deno may find it.
  func exports(
    of request: String, _ specifier: String, _ flags: [String]
  ) throws(NpmBundler.Failure) -> Exports {
    let subject = """
      import "./\(Self.questionFile)";
      import * as subject from \(JSON.compact(.string(specifier)));

      export { subject };

      """
    _ = try installation.write(Array(Self.question.utf8), to: Self.questionFile, request)
    _ = try installation.write(Array(subject.utf8), to: Self.subjectFile, request)
    let answer: Value
    do {
      let arguments = ["run", "--quiet", "--no-prompt", "--no-code-cache"] + flags + [Self.subjectFile]
      answer = try JSON.read(try deno.run(arguments, in: installation.folder))
    } catch let failure as Program.Failure {
      let reason = NpmInstallation.reason(failure, in: installation.folder)
      throw NpmBundler.Failure(request, "`\(request)` is not a module that Deno loads: \(reason)")
    } catch {
      throw NpmBundler.Failure(request, "Deno does not say what `\(request)` exports: \(error)")
    }
    return Exports(
      names: Self.texts(answer["names"]).sorted { $0.precedesByBytes($1) },
      builtins: Set(Self.texts(answer["builtins"]).map(ByteKey.init)))
  }

  private static func texts(_ list: Value?) -> [String] {
    if case .sequence(let items)? = list { items.compactMap(\.text) } else { [] }
  }

  /// Whether a name can be written without quotes, in ASCII; others are quoted, which is never wrong.
  static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, !first.isIn(.digit) else { return false }
    return name.utf8.consists(of: .alphanumeric.union("$_"))
  }
}
