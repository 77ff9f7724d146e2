import Scripts
import Testing

/// With a look ahead to the end from each place, any of these would take minutes.
struct ScriptTimeTests {
  @Test(arguments: [
    "import ", "import{", "import{import,", "import a,", "import*", "export ", "export * ", "export{",
    "export{export,",
    "export default [", "export default{", "export const{", "import(", "import(\"a\",{with:{", "new URL(",
    "(import ", "[export default(",
  ])
  func `what begins again and again takes the time of one walk`(beginning: String) {
    let bytes = Array(String(repeating: beginning, count: 20_000).utf8)
    let start = ContinuousClock.now
    _ = ModuleScan(bytes)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(arguments: ["{a(", "const{", ",a(", "export{a,", "a?."])
  func `so does what names stand for`(beginning: String) {
    let bytes = Array(String(repeating: beginning, count: 20_000).utf8)
    let start = ContinuousClock.now
    _ = ValueUse.found(of: [ScriptName("a")], in: Script(bytes))
    _ = ValueUse.declared(in: Script(bytes))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `so does what they stand for where brackets close`() {
    let bytes = Array(
      (String(repeating: ";f({", count: 20_000) + String(repeating: "}){}", count: 20_000)).utf8)
    let start = ContinuousClock.now
    #expect(ValueUse.found(of: [ScriptName("f")], in: Script(bytes)).isEmpty)
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
