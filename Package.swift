// swift-tools-version: 6.2
import PackageDescription

/// The rooms of the program; arrows go one way, from top to bottom of this list.
let targets: [Target] = [
  .executableTarget(
    name: "tntc",
    dependencies: [
      "ImageBuilding", "Reports", "Comparison", "Delivery", "Provenance", "Tree", "Releases", "Rendering",
      "Settings", "Vendoring", "WorkflowSecrets", "WorkflowModel", "YAML", "Git", "GraphDrawing", "TextDiff",
      "Terminal", "Files", "Processes", "Diagnostics", "Bytes",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Crypto", package: "swift-crypto"),
    ],
    exclude: ["README.md", "Commands/README.md"]),
  .executableTarget(
    name: "tentacular-engine",
    dependencies: [
      "Engine", "WorkflowSecrets", "WorkflowModel", "YAML", "TextDiff", "Terminal", "Files", "Diagnostics",
      .product(name: "Logging", package: "swift-log"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .target(
    name: "Engine",
    dependencies: [
      "WorkflowSecrets", "WorkflowModel", "YAML", "Files", "Diagnostics",
      .product(name: "Hummingbird", package: "hummingbird"),
      .product(name: "HummingbirdCore", package: "hummingbird"),
      .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      .product(name: "Logging", package: "swift-log"),
      .product(name: "Metrics", package: "swift-metrics"),
      .product(name: "CoreMetrics", package: "swift-metrics"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"),
      .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
      .product(name: "HTTPTypes", package: "swift-http-types"),
      .product(name: "AsyncHTTPClient", package: "async-http-client"),
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    exclude: ["README.md"],
    resources: [.embedInCode("Runtime")]),
  .target(
    name: "ImageBuilding",
    dependencies: ["WorkflowModel", "Files", "Processes"],
    resources: [.embedInCode("Image")]),
  .target(
    name: "Reports",
    dependencies: [
      "Comparison", "Releases", "Rendering", "Settings", "WorkflowModel", "GraphDrawing", "TextDiff",
      "Scripts", "YAML", "Terminal", "Diagnostics", "Bytes",
    ],
    resources: [.embedInCode("HTML/Page")]),
  .target(
    name: "Comparison",
    dependencies: [
      "Tree", "Releases", "Rendering", "Settings", "WorkflowSecrets", "WorkflowModel", "YAML", "TextDiff",
      "Files", "Diagnostics", "Bytes",
    ]),
  .target(name: "Delivery", dependencies: ["WorkflowModel", "YAML", "Diagnostics", "Bytes"]),
  .target(
    name: "Provenance",
    dependencies: [
      "Tree", "Releases", "Rendering", "Settings", "WorkflowModel", "YAML", "Diagnostics", "Bytes",
    ]),
  .target(
    name: "Tree",
    dependencies: [
      "Releases", "Rendering", "Settings", "WorkflowModel", "Patches", "Credentials", "YAML", "Files",
      "Diagnostics",
    ]),
  .target(
    name: "Releases",
    dependencies: ["Rendering", "Settings", "WorkflowModel", "YAML", "Diagnostics", "Bytes"]),
  .target(
    name: "Rendering",
    dependencies: ["Settings", "WorkflowModel", "Patches", "JSONE", "YAML", "Diagnostics", "Bytes"],
    // No templates of manifests.
    exclude: ["Templates/README.md", "Templates/ci", "Templates/image"],
    resources: [.embedInCode("Templates")]),
  .target(
    name: "Settings",
    dependencies: ["WorkflowModel", "Patches", "Credentials", "YAML", "Files", "Diagnostics", "Bytes"]),
  .target(
    name: "GraphDrawing", dependencies: ["WorkflowModel", "YAML"], resources: [.embedInCode("graph.css")]),
  .target(
    name: "WorkflowSecrets",
    dependencies: ["WorkflowModel", "Scripts", "YAML", "Files", "Diagnostics", "Bytes"]),
  .target(
    name: "Vendoring",
    dependencies: ["WorkflowModel", "Scripts", "YAML", "Files", "Processes", "Diagnostics", "Bytes"]),
  .target(
    name: "WorkflowModel",
    dependencies: [
      "Scripts", "YAML", "Files", "Diagnostics", "Bytes", .product(name: "Crypto", package: "swift-crypto"),
    ],
    resources: [.embedInCode("Network/top-level-domains.txt")]),
  .target(name: "Credentials", dependencies: ["Diagnostics", "Bytes"]),
  .target(name: "Patches", dependencies: ["YAML", "Bytes"], resources: [.embedInCode("merge-lists.txt")]),
  .target(name: "JSONE", dependencies: ["YAML", "Bytes"]),
  .target(name: "YAML", dependencies: ["CYAML", "Diagnostics", "Bytes"]),
  .target(name: "Git", dependencies: ["Files", "Processes"]),
  .target(name: "TextDiff"),
  .target(name: "Terminal", dependencies: ["Files", "Diagnostics"]),
  .target(
    name: "Processes",
    dependencies: [
      "CLinux", "Files", "Bytes", .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ]),
  .target(name: "Files"),
  .target(name: "Scripts", dependencies: ["Bytes"]),
  .target(name: "Diagnostics", dependencies: ["Bytes"]),
  .target(name: "Bytes"),
  .systemLibrary(name: "CLinux"),
  .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
]

let tests: [Target] = [
  .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
  .testTarget(name: "YAMLTests", dependencies: ["YAML", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "JSONETests", dependencies: ["JSONE", "YAML", "TestSupport"], exclude: ["differential"]),
  .testTarget(name: "PatchesTests", dependencies: ["Patches", "YAML", "TestSupport"]),
  .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
  .testTarget(name: "ScriptsTests", dependencies: ["Scripts", "TestSupport"]),
  .testTarget(
    name: "WorkflowModelTests", dependencies: ["WorkflowModel", "YAML", "Diagnostics", "TestSupport"],
    exclude: ["oracle"]),
  .testTarget(
    name: "VendoringTests",
    dependencies: ["Vendoring", "WorkflowModel", "Scripts", "Processes", "YAML", "TestSupport"]),
  .testTarget(
    name: "ReleasesTests",
    dependencies: [
      "Releases", "Rendering", "Settings", "WorkflowModel", "YAML", "TestSupport",
    ]),
  .testTarget(
    name: "TreeTests",
    dependencies: [
      "Comparison", "Provenance", "Tree", "Releases", "Rendering", "Settings", "WorkflowModel", "Patches",
      "YAML",
      "Diagnostics", "TestSupport",
    ]),
  .testTarget(name: "CredentialsTests", dependencies: ["Credentials", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "WorkflowSecretsTests",
    dependencies: ["WorkflowSecrets", "WorkflowModel", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "ImageBuildingTests",
    dependencies: ["tntc", "ImageBuilding", "Processes", "WorkflowModel", "TestSupport"]),
  .testTarget(
    name: "ReportsTests",
    dependencies: [
      "tntc", "Reports", "Comparison", "GraphDrawing", "TextDiff", "Terminal", "Tree", "Releases",
      "Rendering", "Settings", "WorkflowModel", "YAML", "Diagnostics", "TestSupport",
    ],
    exclude: ["judges", "differences.yaml"]),
  .testTarget(name: "GitTests", dependencies: ["tntc", "Git", "TestSupport"]),
  .testTarget(
    name: "PackageTests", dependencies: ["tntc", "tentacular-engine", "TestSupport"], exclude: ["pages"]),
  .testTarget(name: "GoldenTests", dependencies: ["TestSupport", "tntc"], exclude: ["golden.py"]),
  .testTarget(
    name: "ConsumerTests", dependencies: ["tntc", "WorkflowModel", "TestSupport"],
    exclude: ["ci", "judges", "packages", "templates"]),
  .testTarget(
    name: "EngineTests",
    dependencies: [
      "tentacular-engine", "Engine", "Rendering", "Settings", "WorkflowSecrets", "WorkflowModel", "YAML",
      "Diagnostics", "TestSupport",
      .product(name: "AsyncHTTPClient", package: "async-http-client"),
      .product(name: "Hummingbird", package: "hummingbird"),
      .product(name: "HummingbirdCore", package: "hummingbird"),
      .product(name: "HTTPTypes", package: "swift-http-types"),
      .product(name: "Logging", package: "swift-log"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"),
    ]),
  .testTarget(
    name: "RobustnessTests",
    dependencies: [
      "tntc", "Tree", "Releases", "Rendering", "Settings", "WorkflowModel", "YAML", "TestSupport",
    ]),
  .target(name: "TestSupport", path: "Tests/TestSupport"),
]

/// The leaves that compute most. Tests repeat them many thousand times in their own process, and take a multiple of the
/// time without optimisation; the others would cost builds more than they save. Assertions stay.
let computing: Set = [
  "Bytes", "Diagnostics", "YAML", "JSONE", "Patches", "Scripts", "Credentials", "TextDiff", "WorkflowModel",
  "Rendering", "Releases", "Comparison", "Reports",
]
let optimised = SwiftSetting.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))

for target in targets + tests where target.type != .system {
  target.swiftSettings = computing.contains(target.name) ? [optimised] : []
  target.swiftSettings? += [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
}

let package = Package(
  name: "tentacular",
  products: [
    .executable(name: "tntc", targets: ["tntc"]),
    .executable(name: "tentacular-engine", targets: ["tentacular-engine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // Without its trait for Foundation, which would double the size of tntc.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // What follows is the engine's alone.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
  ],
  targets: targets + tests
)
