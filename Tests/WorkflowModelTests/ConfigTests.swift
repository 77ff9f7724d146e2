import Testing
import WorkflowModel
import YAML

struct ConfigTests {
  private let own = Config(timeoutMilliseconds: 60_000, retries: 4)

  @Test(
    arguments: [
      ([:], 60_000, 4), (["timeout": .null], 30_000, 4), (["retries": .null], 60_000, 0),
      (["timeout": .null, "retries": .null], 30_000, 0), (["timeout": "2s", "retries": 1], 2000, 1),
      (["other": .null], 60_000, 4),
    ] as [(Mapping, Int, Int)])
  func `null gives the default back`(overlay: Mapping, timeout: Int, retries: Int) {
    let config = own.overlaid(with: overlay)
    #expect(config.timeoutMilliseconds == timeout)
    #expect(config.retries == retries)
  }
}
