import Patches
import Testing

@Suite struct LabelSelectorTests {
  @Test func reads() throws { _ = try LabelSelector("a=b") }
}
