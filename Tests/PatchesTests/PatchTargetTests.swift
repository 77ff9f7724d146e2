import Patches
import TestSupport
import Testing
import YAML

/// Which objects a target means.
@Suite struct PatchTargetTests {
  private static let object = """
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: web-canary, labels: {app: web, track: canary, x.io/y: ''}}}
    """

  static let rows: [(String, Bool)] = [
    ("{kind: Deployment}", true), ("{kind: Service}", false), ("{kind: Deploy}", false),
    ("{kind: Deployment, name: web-canary}", true), ("{kind: Deployment, name: web}", false),
    ("{kind: Deployment, name: '{name}-canary'}", true), ("{kind: Deployment, name: '{name}'}", false),
    ("{kind: Deployment, labelSelector: app=web}", true),
    ("{kind: Deployment, labelSelector: app==web}", true),
    ("{kind: Deployment, labelSelector: app=api}", false),
    ("{kind: Deployment, labelSelector: none=web}", false),
    ("{kind: Deployment, labelSelector: app!=web}", false),
    ("{kind: Deployment, labelSelector: none!=web}", true),
    ("{kind: Deployment, labelSelector: 'track in (stable, canary)'}", true),
    ("{kind: Deployment, labelSelector: 'track in (stable)'}", false),
    ("{kind: Deployment, labelSelector: 'track notin (stable,canary)'}", false),
    ("{kind: Deployment, labelSelector: 'none notin (stable)'}", true),
    ("{kind: Deployment, labelSelector: track}", true), ("{kind: Deployment, labelSelector: none}", false),
    ("{kind: Deployment, labelSelector: '!track'}", false),
    ("{kind: Deployment, labelSelector: '! none'}", true),
    ("{kind: Deployment, labelSelector: ' app = web , track , !none '}", true),
    ("{kind: Deployment, labelSelector: 'app=web,track=stable'}", false),
    ("{kind: Deployment, labelSelector: x.io/y=}", true), ("{kind: Deployment, labelSelector: app=}", false),
    ("{kind: Deployment, name: web-canary, labelSelector: app=api}", false),
  ]

  @Test(arguments: rows) func matches(_ target: String, _ wanted: Bool) throws {
    let (read, problems) = ObjectPatch.read(
      name: "p", target: try yaml(target), patch: ["spec": ["replicas": 1]])
    #expect(problems == [])
    #expect(try #require(read).matches(try yaml(Self.object), of: "web") == wanted)
  }
}
