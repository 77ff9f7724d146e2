/// A module that another one names in a text: by `import … from`, `export … from`, `import "…"`, or `import("…")`.
///
/// `import type` and `export type` are none, nor are types like `import("…").Name`: Deno erases them before it loads.
package struct ModuleRequest: Sendable, Hashable {
  /// What `with { type: "…" }` says of the module.
  package enum Attributes: Sendable, Hashable {
    case none
    case type(String)
    /// Something else than a `type`.
    case unknown(String)
    /// `with { … }` that begins on another line, which Deno takes for a statement.
    case detached
    /// `assert { … }`, which was taken out of the language.
    case assertion
    /// An expression that only a run knows.
    case computed
  }

  package let specifier: String
  /// Of the text with the specifier, in bytes from 0.
  package let offset: Int
  package let attributes: Attributes
  /// What is taken out of it by name; `*` as a whole is not among them.
  package var names: [ImportedName] = []
}

/// A name that a module takes from another one.
package struct ImportedName: Sendable, Hashable {
  /// As the other module calls it; `default` for its default export.
  package let name: String
  /// What it is called here; nil when it is passed on.
  package let local: String?
  package let offset: Int

  package var localName: ScriptName? { local.map(ScriptName.init) }
}

/// A file that a module names beside itself: `new URL("…", import.meta.url)` or `import.meta.resolve("…")`.
package struct FileMention: Sendable, Hashable {
  package let specifier: String
  package let offset: Int
  /// Whether the import map counts, as in `import.meta.resolve`.
  package let isMapped: Bool
}

/// What the default export of a module is, as far as its text tells.
package enum DefaultExport: Sendable, Hashable {
  case none
  /// A function, or something whose value only a run knows.
  case some
  /// Certainly no function.
  case value(String, offset: Int)
  /// That of another module.
  case from(ModuleRequest)
}
