import Files
import Tree

extension TreeMutex {
  /// The locks of the trees that are there, by their places, and taken in the order of these: two runs that name their
  /// trees in another order do not wait for each other.
  static func all(_ trees: [String]) throws(FileError) -> [String: TreeMutex] {
    var locks: [String: TreeMutex] = [:]
    for place in Set(trees.map(JobFinder.place)).sorted() {
      locks[place] = try TreeMutex(tree: place)
    }
    return locks
  }
}
