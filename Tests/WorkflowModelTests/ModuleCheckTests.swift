import Diagnostics
import Foundation
import TestSupport
import Testing
import WorkflowModel

/// What the check says of a module is what Deno makes of it.
@Suite(.needs(.deno))
struct ModuleCheckTests {
  /// Beside each module of a table.
  private static let files = [
    "nodes/lib/a.ts": "export const a = 1; export interface T { x: number }\nexport default () => 1;\n",
    "nodes/lib/b.ts": """
    const x = 1, yy = 2;
    export { x as exx, yy };
    export const [d1, d2] = [1, 2], d3 = 3;
    export async function fn() {}
    export enum En { A }
    export * as ns from './a.ts';

    """, "nodes/lib/star.ts": "export * from './a.ts';\n",
    "nodes/lib/c.ts":
      "export type Both = 1; export const Both = 1; export declare const Amb: number; async () => 1;\n"
      + "export const é = 1; export\u{A0}const\u{A0}spaced = 1;\n",
    "nodes/lib/both.ts": """
    const f = () => ({ A: 1, x: { B: [2] } });
    export const { A, x: { B: [B] } } = f(); export type A = 1; export type B = 2;
    export let o = 1, C = 2; export type C = 3;
    export interface D {} const D = 1; export { D };
    export interface E {} const e = 1; export { e as E };
    export type F = 1; export function* F() {}
    export interface OnlyType { A: 1 } export declare const D1: number; export declare class D2 {}

    """,
    "nodes/lib/index.ts": "export const i = 1;\n", "nodes/none.ts": "export const n = 1;\n",
    "nodes/x.d.ts": "export declare const z: number;\n", "nodes/text.txt": "text\n",
    "nodes/page.html": "<p>\n",
    "nodes/d.json": "{\"k\": [1]}\n", "nodes/e.json": "{}\n", "nodes/bad.json": "{\"k\": 1,}\n",
    "nodes/noext": "export const q = 1;\n",
    "nodes/UP.TS": "export const q = 1;\n", "nodes/tests/t.ts": "export const t = 1;\n",
    "nodes/x_test.ts": "export const t = 1;\n", "nodes/.hidden.ts": "export const h = 1;\n",
    "lib/out.ts": "export const o = 1;\n",
  ]

  private static let plain = [
    // What is there.
    "import './lib/a.ts';", "import{a}from'./lib/a.ts';a;", "import * as x from \"./lib/a.ts\"; x;",
    "export * from './lib/a.ts';", "export { a } from './lib/a.ts';", "import './lib/../lib/a.ts';",
    "import '../nodes/lib/a.ts';", "import './lib/a.ts?x#y';", "import './lib/%61.ts';",
    "import './lib/a.ts ';",
    "import './li\\u0062/a.ts';", "import './l\\x69b/a.ts';", "import './noext';", "import './UP.TS';",
    "import './x.d.ts';", "import {T} from './lib/a.ts'; let x: T;", "await import('./lib/a.ts');",
    "await import(`./lib/a.ts`);", "import 'node:fs';", "import 'node:fs/promises';",
    "import 'data:text/javascript,export default 1';",
    // What is not.
    "import './missing.ts';", "import{a}from'./missing.ts';", "import {A} from './missing.ts'; let x: A;",
    "import {type a} from './missing.ts';", "import {} from './missing.ts';",
    "export {} from './missing.ts';",
    "export {type a} from './missing.ts';", "import type, {b} from './missing.ts';",
    "import type from './missing.ts';", "import { 'x y' as q } from './missing.ts';",
    "import x = require('./missing.ts');", "await import('./missing.ts');", "await import(`./missing.ts`);",
    "await import('./missing.ts', {});", "await import(\n/* here */ './missing.ts' // there\n);",
    "import/* a */'./missing.ts'", "import\n'./missing.ts'", "import defer * as x from './missing.ts';",
    "const f = { ...import('./lib/a.ts') }; await import('./missing.ts');",
    "declare module 'zz' { import x from './missing.ts'; }", "import './lib/a';", "import './lib';",
    "import './lib/';",
    "import './lib/a.js';", "import './lib/A.ts';", "import './';", "import '.';", "import '..';",
    "import '';",
    "import 'lib/a.ts';", "import '.\\\\lib\\\\a.ts';", "import './tests/t.ts';", "import './x_test.ts';",
    "import './.hidden.ts';", "import '../lib/out.ts';", "import '../../x.ts';", "import '/etc/hosts';",
    "import 'file:///etc/hosts';", "import '//lib/a.ts';", "import '#x';", "import 'fs';",
    "import 'node:nosuch';",
    "import 'npm:lodash';", "import 'npm:lodash@4/fp';", "import 'jsr:@std/assert';",
    "import 'https://x.invalid/a.ts';",
    "import 'http://x.invalid/a.ts';", "import 'blob:abc';", "import 'lodash';", "import '@std/assert';",
    // Types, which are erased.
    "import type {a} from './missing.ts';", "import type a from './missing.ts';",
    "import type * as a from './missing.ts';", "import type from from './missing.ts';",
    "export type {a} from './missing.ts';", "export type * from './missing.ts';",
    "let x: import('./missing.ts').A;", "let x: typeof import('./missing.ts');",
    "type X = Array<import('./missing.ts').A>;",
    // What only looks like it.
    "// import './missing.ts'", "/* import './missing.ts' */", "const s = \"import './missing.ts'\";",
    "const s = `import './missing.ts' ${1} import './missing.ts'`;", "const r = /import '.\\/missing.ts'/;",
    "const r = 1 / 2; const s = \"/ import './missing.ts'\";",
    "if (true) /[`'\"]/.test('x'); import './lib/a.ts';",
    "let i = 1; const q = i++ / 2; const s = \"/\"; import './lib/a.ts';",
    "const o = { import: (x: string) => x }; o.import('./missing.ts');",
    "const o = { from: './missing.ts' }; export { o }\nimport type { T } from './missing.ts';",
    "const s = `${`${'`'}`}`; import './lib/a.ts';", "const s = '\\\n'; import './lib/a.ts';",
    "const r = /[/]'/; const s = \"'import './missing.ts'\";",
    // What they are loaded as.
    "import d from './d.json'\nwith {type:'json'}; d;", "import d from './d.json' with\n{type:'json'}; d;",
    "import d from './d.json' /* \n */ with {type:'json'}; d;",
    "export * from './d.json'\n\n with {type:'json'};",
    "import d from './d.json' with {type:'json'}; d;", "import d from './d.json' with {'type': \"json\"}; d;",
    "import d from './d.json'; d;", "import d from './d.json' assert {type:'json'}; d;",
    "import d from './bad.json' with {type:'json'}; d;", "export * from './d.json' with {type:'json'};",
    "await import('./d.json', {with:{type:'json'}});", "await import('./d.json');",
    "import d from './text.txt' with {type:'text'}; d;", "import d from './text.txt';",
    "import './page.html';",
    "import d from './e.json' with {type:'text'}; d;", "import d from './lib/a.ts' with {type:'json'}; d;",
    "import d from './text.txt' with {type:'bytes'}; d;", "import d from './d.json' with {type:'css'}; d;",
    "import d from './lib/a.ts' with {}; d;", "import d from './lib/a.ts' with {foo:'bar'}; d;",
    "import './lib/a.ts'\nassert({});function assert(x: unknown) {}",
    // What the engine provides: Deno reads it before it erases types.
    "import { Context } from 'tentacular'; let x: Context;", "import { type Context } from 'tentacular';",
    "import type { Context } from 'tentacular';", "import type { Context } from 'pipedreamer';",
    "import * as t from 'tentacular'; t;",
    "export * from 'tentacular';", "await import('tentacular');", "import 'tentacular/x.ts';",
    // What begins no regular expression.
    "const a = 1, b = 2; const c = a </* \" */b;",
  ]

  /// Names of other modules; Deno erases those that only stand for types.
  private static let names = [
    "import { nope } from './lib/a.ts'; nope();",
    "import { nope } from './lib/a.ts'; export const z = () => { return nope; };",
    "import { nope as n } from './lib/a.ts'; const v = n(1);",
    "import { nope } from './lib/a.ts'; const v = nope;", "import nope from './none.ts'; nope();",
    "import nope, { n } from './none.ts'; new nope(n);", "import { default as q } from './none.ts'; q();",
    "export { nope } from './lib/a.ts';", "export { nope as q } from './lib/a.ts';",
    "export { default as q } from './none.ts';", "import { 'nope' as n } from './lib/a.ts'; const q = n();",
    "const s = `${nope}`; import { nope } from './lib/a.ts';", "import { z } from './x.d.ts'; const q = z();",
    "import { nope } from './lib/a.ts'; const o = { x: nope(1) };",
    "import { nope } from './lib/a.ts'; const f = () => nope(1);",
    "import { k } from './d.json' with { type: 'json' }; const z = () => { return k; };",
    "import { a as nope } from './lib/a.ts'; const v = nope;", "import nope from './lib/a.ts'; nope();",
    "import { nope } from './lib/a.ts'; let t: nope;",
    "import { nope } from './lib/a.ts'; type T = nope | (() => nope); let f: (x: nope) => nope.x;",
    "import { nope } from './lib/a.ts'; class C { nope() {} } const o = { nope() {}, nope2: 1 };",
    "import { nope } from './lib/a.ts'; function f(nope: number) { return nope; }",
    "import { type nope, a } from './lib/a.ts'; a;", "export { type nope } from './lib/a.ts';",
    "export { a as nope } from './lib/a.ts';", "import { T } from './lib/a.ts'; let x: T;",
    "import { exx, yy, d1, d2, d3, fn, En, ns } from './lib/b.ts'; fn(); const q = [exx, yy, d1, d2, d3, En, ns];",
    "import { a } from './lib/star.ts'; const z = a + (1);",
    "import * as q from './lib/a.ts'; (q as any).nope;",
    // Passed on.
    "import { nope } from './lib/a.ts'; export { nope };",
    "import { nope } from './lib/a.ts'; export { nope as q };",
    "import { nope as q } from './lib/a.ts'; export { a, q as 'x y' }; const a = 1;",
    "import { nope } from './lib/a.ts'; export { type nope };",
    "import { nope } from './lib/a.ts'; export type { nope };",
    "import { nope } from './lib/a.ts'; export { nope } from './lib/nope.ts';",
    "import { T } from './lib/a.ts'; export type { T };", "import { T } from './lib/a.ts'; export { T };",
    "export { T } from './lib/a.ts';", "export { type T } from './lib/a.ts';",
    "import { T } from './lib/a.ts'; const v = T;", "import { Both } from './lib/c.ts'; const v = Both;",
    "import { Amb } from './lib/c.ts'; const v = Amb;", "import { y } from './lib/c.ts'; const v = y;",
    "import { é } from './lib/c.ts'; const v = é;", "import { spaced } from './lib/c.ts'; const v = spaced;",
    // Types and values of one name.
    "import { A, B, C, D, E, F } from './lib/both.ts'; const q = [A, B, C, D, E, F()];",
    "import { OnlyType } from './lib/both.ts'; const v = OnlyType;",
    "import { D1 } from './lib/both.ts'; const v = D1;", "import { D2 } from './lib/both.ts'; new D2();",
    // Called.
    "import { nope } from './lib/a.ts'; nope?.();", "import { nope } from './lib/a.ts'; nope?.x;",
    "import { nope } from './lib/a.ts'; nope`x`;",
    "import { nope } from './lib/a.ts'; const s = () => nope`x${1}`;",
    "import { nope } from './lib/a.ts'; type Q = [nope?]; let o: any = {}; o.nope?.(); o.nope ?.5 : 1;",
    // The engine's.
    "import { Context } from 'tentacular'; const v = Context;", "export { Context } from 'tentacular';",
    "import { Context } from 'tentacular'; type C = Context; let f: (c: Context) => Context;",
    "import { nope } from 'tentacular'; nope();", "import t from 'tentacular'; t();",
    "export { type Context } from 'tentacular';",
  ]

  private static let defaults = [
    "export default () => {};", "export default function () {}", "export default class {}",
    "export default abstract class X {}", "const x = () => {}; export { x as default };",
    "const x = () => {}; export { x as 'default' };", "export { default } from './lib/a.ts';",
    "import x from './lib/a.ts'; export default x;", "export { a, default } from './lib/a.ts';", "",
    "export const a = 1;", "export default 3;", "export default 'x'", "export default `x`;",
    "export default {};",
    "export default { a: { b: 1 } } satisfies object;", "export default [() => {}];",
    "export default [() => {}][0];",
    "export default { a: () => {} }.a;", "export default null;", "export default true\n",
    "export default /x/;",
    "export default interface X {}", "export * from './lib/a.ts';", "export * as default from './lib/a.ts';",
    "interface T {}; export type { T as default };", "interface T {}; export { type T as default };",
    "export { default } from './none.ts';", "export { n as default } from './missing.ts';",
    "export { default } from './x.d.ts';", "export { default } from './d.json' with { type: 'json' };",
    "import { nope } from './none.ts'; export default nope;",
    "import { nope } from './none.ts'; export { nope as default };",
    "declare module 'zz' { export default interface X {} }\nexport default () => {};",
    "declare module 'zz' { const x: 1; export default x; }\nexport default () => {};",
    "namespace N { export const a = 1; }\nexport default 5;",
    "\u{FEFF}#!/usr/bin/env deno don't `\nexport default () => {};",
    "#!/usr/bin/env deno\nexport default () => {};", "\u{FEFF}export default () => {};",
  ]

  @Test func `a module is fine exactly when Deno loads it`() throws {
    try Self.compare(Self.plain.map { $0 + "\nexport default () => {};\n" }, deno: nil)
  }

  @Test func `a name that another module does not have is told`() throws {
    try Self.compare(Self.names.map { $0 + "\nexport default () => {};\n" }, deno: nil)
  }

  @Test func `a node is fine exactly when its default export may be a function`() throws {
    try Self.compare(Self.defaults, deno: nil)
  }

  @Test(arguments: [
    ("#!x", ["import './lib/a.ts';"]), ("/* c", ["import './lib/a.ts';"]),
    (" /* c */ ", ["import './lib/a.ts';"]),
    ("{}", ["import 'x';"]), ("", ["import './lib/a.ts';"]), ("// only this\n", ["import './lib/a.ts';"]),
    ("{\"imports\": {\"x\": \"./nodes/lib/a.ts\"}}", ["import 'x';", "import 'x/a.ts';", "import 'y';"]),
    ("{/* c */ \"imports\": {\"x\": \"./nodes/lib/a.ts\",}, // c\n}", ["import 'x';"]),
    ("{\"imports\": {\"x\": \"nodes/lib/a.ts\"}}", ["import 'x';", "import './lib/a.ts';"]),
    (
      "{\"imports\": {\"x\": \"./nodes/missing.ts\", \"y\": \"./lib/out.ts\"}}",
      ["import 'x';", "import 'y';"]
    ),
    ("{\"imports\": {\"x\": null, \"y\": 5, \"z\": \"fs\"}}", ["import 'x';", "import 'y';", "import 'z';"]),
    (
      "{\"imports\": {\"a\": \"npm:lodash\", \"b\": \"jsr:@std/x\", \"c\": \"https://x.invalid/y.ts\", \"d\": \"node:fs\"}}",
      ["import 'a';", "import 'b';", "import 'c';", "import 'd';", "import './lib/a.ts';"]
    ),
    (
      "{\"imports\": {\"x/\": \"./nodes/\", \"x/lib/\": \"./nodes/lib/\", \"y/\": \"./nodes\"}}",
      [
        "import 'x/lib/a.ts';", "import 'x/none.ts';", "import 'x/missing.ts';",
        "import 'x/lib/../../none.ts';",
        "import 'x/';", "import 'y/none.ts';",
      ]
    ),
    (
      "{\"imports\": {\"./nodes/foo.ts\": \"./nodes/lib/a.ts\", \"./nodes/bar/\": \"./nodes/lib/\"}}",
      ["import './foo.ts';", "import './bar/a.ts';", "import './bar/b.ts';"]
    ),
    (
      "{\"scopes\": {\"./nodes/\": {\"x\": \"./nodes/lib/a.ts\"}, \"./other/\": {\"y\": \"./nodes/lib/a.ts\"}}}",
      ["import 'x';", "import 'y';"]
    ),
    (
      "{\"scopes\": {\"./\": {\"x\": \"./nodes/lib/a.ts\"}, \"nodes/lib/\": {\"y\": \"./nodes/lib/a.ts\"}, \"nodes/\": {\"z\": \"./nodes/lib/a.ts\"}}}",
      ["import 'x';", "import 'y';", "import 'z';"]
    ),
    (
      "{\"unstable\": [\"sloppy-imports\", \"raw-imports\"]}",
      [
        "import './lib/a';", "import './lib';", "import './lib/a.js';", "import './lib/b';",
        "import d from './text.txt' with {type:'bytes'}; d;",
      ]
    ),
    (
      "{\"unstable\": [\"bare-node-builtins\"]}",
      ["import 'path';", "import 'fs/promises';", "import 'nosuch';"]
    ),
    ("{\"imports\": 5, \"scopes\": []}", ["import './lib/a.ts';", "import 'x';"]),
    ("{\"compilerOptions\": {\"jsx\": \"foo\"}}", ["let x = 1;"]),
    ("{\"compilerOptions\": {\"jsx\": 5}}", ["let x = 1;"]), ("{\"compilerOptions\": 5}", ["let x = 1;"]),
    ("{\"compilerOptions\": {\"jsxImportSource\": \"x\"}}", ["let x = 1;"]),
    ("{\"compilerOptions\": {\"strict\": 5, \"lib\": 3}}", ["let x = 1;"]),
    ("{\"compilerOptions\": {\"experimentalDecorators\": \"yes\"}}", ["let x = 1;"]),
    ("{\"unstable\": true}", ["let x = 1;"]), ("[]", ["let x = 1;"]), ("{\"a\":", ["let x = 1;"]),
  ])
  func `deno.json counts as it does for Deno`(deno: String, modules: [String]) throws {
    try Self.compare(modules.map { $0 + "\nexport default () => {};\n" }, deno: deno)
  }

  /// What stands in JSX is text, whatever it looks like.
  @Test func `elements keep nothing from being found`() throws {
    try Self.compare(
      [
        "const A = () => <b>x</b>; export default async () => A;",
        "const A = () => <b x={1} />; export default () => A;",
        "const A = () => <b/>; export default () => A;",
        "const A = () => <b>it's {`a${<i>`</i>}`}</b>; export default () => A;",
        "const A = () => <b>` and /*</b>;\nexport default () => A;",
        "const A = () => <b>{`x`}</b>; export default () => A;",
        "const A = () => <><b>`</b></>;\nexport default () => A;", "const A = () => <b>x</b>;",
        "export const n = <b>\"</b>;",
        "const A = () => <b>x</b>; import './missing.ts'; export default () => A;",
      ], deno: #"{"compilerOptions": {"jsx": "react"}}"#, ending: "tsx")
  }

  @Test(arguments: [
    #"{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "preact"}}"#,
    #"{"compilerOptions": {"jsx": "react-jsx"}}"#, #"{"compilerOptions": {"jsx": "react"}}"#,
    #"{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "p"}, "imports": {"p/jsx-runtime": "./nodes/lib/a.ts"}}"#,
    #"{"compilerOptions": {"jsx": "precompile", "jsxImportSource": "p"}, "imports": {"p/": "./nodes/lib/"}}"#,
    #"{"compilerOptions": {"jsx": "react-jsxdev"}, "imports": {"react/jsx-dev-runtime": "./nodes/lib/a.ts"}}"#,
    #"{"compilerOptions": {"jsx": "react-jsx"}, "imports": {"react/": "./gone/"}, "scopes": {"./nodes/": {"react/jsx-runtime": "./nodes/lib/a.ts"}}}"#,
    #"{"compilerOptions": {"jsx": "react-jsx"}, "imports": {"react/jsx-runtime": "./nodes/lib/a.ts"}, "scopes": {"./nodes/": {"react/": "./gone/"}}}"#,
    #"{"compilerOptions": {"jsx": "react-jsx"}, "scopes": {"./deno.json": {"react/jsx-runtime": "./nodes/lib/a.ts"}}}"#,
  ])
  func `the module for elements is one that Deno loads`(deno: String) throws {
    try Self.compare(
      [
        "const a = 1;", "/** @jsxImportSource preact */", "/* @jsxImportSource p */\n",
        "const a = 1; /** @jsxImportSource q */",
      ]
      .map { $0 + "\nexport default () => 1;\n" },
      deno: deno, ending: "tsx")
  }

  private static func compare(_ modules: [String], deno: String?, ending: String = "ts") throws {
    var files = Self.files
    files["deno.json"] = deno
    var nodes = ""
    for (number, module) in modules.enumerated() {
      files["nodes/n\(number).\(ending)"] = module
      nodes += "  n\(number): {path: nodes/n\(number).\(ending)}\n"
    }
    files["workflow.yaml"] = "name: w\nversion: 1.0\ntriggers: [{type: manual}]\nnodes:\n\(nodes)"
    try withTemporaryFolder { folder in
      for (path, text) in files { try folder.write(Array(text.utf8), to: "w/\(path)") }
      let directory = folder.appending(path: "w")
      let reading = try VersionReading.read(directory.path)
      try #require(reading.workflow != nil, "\(reading.findings)")
      // As a pod has it: the files of the version, and nothing else.
      let copy = folder.appending(path: "copy")
      for file in reading.source.files { try folder.write(file.bytes, to: "copy/\(file.path)") }
      let loaded = try load(modules.count, in: copy, scratch: folder, ending: ending)
      let errors = reading.findings.filter { $0.severity == .error }
      let isBroken = errors.contains { $0.path.hasSuffix("/deno.json") }
      for (number, module) in modules.enumerated() {
        let own = errors.filter { $0.path.hasSuffix("/nodes/n\(number).\(ending)") }
        // A file of JSON is wrong by itself.
        let isBad = module.contains("bad.json") && errors.contains { $0.path.hasSuffix("/bad.json") }
        let problem = loaded[number]
        #expect(
          (own.isEmpty && !isBad && !isBroken) == (problem == nil),
          "\(module)\n\(deno ?? "")\nDeno: \(problem ?? "loads it")\ntntc: \((own.isEmpty ? errors : own).map(\.message))"
        )
        #expect(own.allSatisfy { $0.position != nil && $0.excerpt != nil })
      }
    }
  }

  /// What Deno says of each module that it does not load, with the engine's own flags.
  private static func load(_ count: Int, in folder: URL, scratch: URL, ending: String) throws -> [Int: String]
  {
    let runner = """
      const problems = {};
      for (let number = 0; number < \(count); number++) {
        try {
          const module = await import(new URL(`copy/nodes/n${number}.\(ending)`, import.meta.url).href);
          if (typeof module.default !== "function") throw new TypeError(`default is ${typeof module.default}`);
        } catch (error) {
          problems[number] = String(error.message).split("\\n")[0];
        }
      }
      console.log(JSON.stringify(problems));
      """
    try scratch.write(Array(runner.utf8), to: "run.js")
    let file = folder.appending(path: "deno.json")
    if !FileManager.default.fileExists(atPath: file.path) {
      let types = repositoryRoot.appending(path: "Sources/Engine/Runtime/tentacular.ts")
      try scratch.write(Array(Data(contentsOf: types)), to: "tentacular.ts")
      let none = #"{"imports": {"tentacular": "./tentacular.ts", "pipedreamer": "./tentacular.ts"}}"#
      try scratch.write(Array(none.utf8), to: "none.json")
    }
    let config =
      FileManager.default.fileExists(atPath: file.path) ? file : scratch.appending(path: "none.json")
    let outcome = try Tool.deno.run([
      "run", "--quiet", "--no-prompt", "--no-lock", "--no-remote", "--no-npm", "--config", config.path,
      "--allow-read=\(scratch.path)", scratch.appending(path: "run.js").path,
    ])
    guard outcome.status == 0 else {
      return Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, outcome.errors) })
    }
    let problems = try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: String] ?? [:]
    return Dictionary(
      uniqueKeysWithValues: problems.compactMap { name, text in Int(name).map { ($0, text) } })
  }
}
