/// Which elements of one list have to go and which of another have to come, so that the first becomes the second.
///
/// As few as possible (Myers, "An O(ND) difference algorithm", 1986), as long as that can be found in bounded
/// time; else between lines that both have exactly once.
struct EditScript {
  /// By position in the old list.
  private(set) var isRemoved: [Bool]
  /// By position in the new list.
  private(set) var isAdded: [Bool]

  /// The search needs time and memory by the square of this.
  private static let mostEdits = 1500

  init(from old: [Int], to new: [Int]) {
    isRemoved = Array(repeating: true, count: old.count)
    isAdded = Array(repeating: true, count: new.count)
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var (oldEnd, newEnd) = (old.count, new.count)
    while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
      (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1)
    }
    keep(0..<start, 0..<start)
    keep(oldEnd..<old.count, newEnd..<new.count)
    // What the other list has nowhere can be in no common part, and need not be searched for.
    let (inOld, inNew) = (Set(old[start..<oldEnd]), Set(new[start..<newEnd]))
    let before = (start..<oldEnd).filter { inNew.contains(old[$0]) }
    let after = (start..<newEnd).filter { inOld.contains(new[$0]) }
    for (left, right) in Self.pairs(before.map { old[$0] }, after.map { new[$0] }) {
      isRemoved[before[left]] = false
      isAdded[after[right]] = false
    }
  }

  private mutating func keep(_ old: Range<Int>, _ new: Range<Int>) {
    for position in old { isRemoved[position] = false }
    for position in new { isAdded[position] = false }
  }

  private static func pairs(_ old: [Int], _ new: [Int]) -> [(Int, Int)] {
    if let pairs = shortest(old, new) { return pairs }
    var pairs: [(Int, Int)] = []
    var (left, right) = (0, 0)
    for anchor in anchors(old, new) + [(old.count, new.count)] {
      let part = shortest(Array(old[left..<anchor.0]), Array(new[right..<anchor.1])) ?? []
      pairs += part.map { ($0.0 + left, $0.1 + right) }
      if anchor.0 < old.count { pairs.append(anchor) }
      (left, right) = (anchor.0 + 1, anchor.1 + 1)
    }
    return pairs
  }

  /// Positions of equal elements, ascending; nil when more than `mostEdits` lie between the lists.
  private static func shortest(_ old: [Int], _ new: [Int]) -> [(Int, Int)]? {
    if old.isEmpty || new.isEmpty { return [] }
    let limit = min(mostEdits, old.count + new.count)
    // The furthest position in `old` on each diagonal, and what it was before each step.
    var furthest = Array(repeating: Int32(0), count: 2 * limit + 3)
    var trace: [ArraySlice<Int32>] = []
    let middle = limit + 1
    for edits in 0...limit {
      trace.append(furthest[(middle - edits)...(middle + edits)])
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        let isDown =
          diagonal == -edits
          || diagonal != edits && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]
        var x = Int(isDown ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1)
        while x < old.count, x - diagonal < new.count, x - diagonal >= 0, old[x] == new[x - diagonal] {
          x += 1
        }
        furthest[middle + diagonal] = Int32(x)
        if x >= old.count, x - diagonal >= new.count { return path(trace, middle, old.count, new.count) }
      }
    }
    return nil
  }

  private static func path(_ trace: [ArraySlice<Int32>], _ middle: Int, _ x: Int, _ y: Int) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var (x, y) = (x, y)
    for edits in trace.indices.reversed() where edits > 0 {
      let furthest = trace[edits]
      let diagonal = x - y
      func at(_ diagonal: Int) -> Int { Int(furthest[middle + diagonal]) }
      let isDown = diagonal == -edits || diagonal != edits && at(diagonal - 1) < at(diagonal + 1)
      let origin = isDown ? diagonal + 1 : diagonal - 1
      let (fromX, fromY) = (at(origin), at(origin) - origin)
      let startX = isDown ? fromX : fromX + 1
      while x > startX {
        (x, y) = (x - 1, y - 1)
        pairs.append((x, y))
      }
      (x, y) = (fromX, fromY)
    }
    while x > 0, y > 0 {
      (x, y) = (x - 1, y - 1)
      pairs.append((x, y))
    }
    return pairs.reversed()
  }

  /// Elements that both lists have exactly once, as many as are in the same order in both.
  private static func anchors(_ old: [Int], _ new: [Int]) -> [(Int, Int)] {
    let (left, right) = (unique(old), unique(new))
    let candidates = left.compactMap { element, place in right[element].map { (place, $0) } }
      .sorted { $0.0 < $1.0 }
    // Piles of patience sorting: the smallest end of a rising run of each length.
    var piles: [Int] = []
    var previous = Array(repeating: -1, count: candidates.count)
    for (number, candidate) in candidates.enumerated() {
      var (low, high) = (0, piles.count)
      while low < high {
        let half = (low + high) / 2
        if candidates[piles[half]].1 < candidate.1 { low = half + 1 } else { high = half }
      }
      if low > 0 { previous[number] = piles[low - 1] }
      if low == piles.count { piles.append(number) } else { piles[low] = number }
    }
    var chain: [(Int, Int)] = []
    var number = piles.last ?? -1
    while number >= 0 {
      chain.append(candidates[number])
      number = previous[number]
    }
    return chain.reversed()
  }

  private static func unique(_ elements: [Int]) -> [Int: Int] {
    var places: [Int: Int] = [:]
    var repeated: Set<Int> = []
    for (place, element) in elements.enumerated() where places.updateValue(place, forKey: element) != nil {
      repeated.insert(element)
    }
    return places.filter { !repeated.contains($0.key) }
  }
}
