/// A drawing as SVG, to stand alone or inside of an HTML page.
package enum SVGDrawing {
  /// Colours of both schemes. A page that holds several drawings needs it once. It ends without a line break.
  package static let style = String(decoding: PackageResources.graph_css.dropLast(), as: UTF8.self)

  /// With its style inside of it: a file of its own.
  package static func file(_ drawing: Drawing, title: String) -> String {
    #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + element(drawing, title: title, style: style) + "\n"
  }

  /// For a page that has `style` in its head.
  package static func element(_ drawing: Drawing, title: String) -> String {
    element(drawing, title: title, style: nil)
  }

  private static func element(_ drawing: Drawing, title: String, style: String?) -> String {
    let layout = Layout(drawing)
    let head =
      #"<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" "#
      + #"width="\#(layout.width)" height="\#(layout.height)" viewBox="0 0 \#(layout.width) \#(layout.height)">"#
      + "\n<title>\(Markup.escaped(title))</title>\n"
    return head + (style.map { "<style>\n\($0)\n</style>\n" } ?? "")
      + layout.headings.map { #"<text class="stage" x="\#($0.x)" y="26">\#($0.text)</text>"# + "\n" }.joined()
      + drawing.links.indices.map { line($0, drawing, layout) }.joined() + layout.boxes.map(box).joined()
      + "</svg>"
  }

  private static func line(_ number: Int, _ drawing: Drawing, _ layout: Layout) -> String {
    let link = drawing.links[number]
    guard let from = layout.box(of: link.from), let to = layout.box(of: link.to) else { return "" }
    let tip = 6
    var path = "M\(from.x + from.width) \(from.middle)"
    var place = (x: from.x + from.width, y: from.middle)
    func bend(to x: Int, _ y: Int) {
      let reach = max(24, (x - place.x) / 2)
      path += "C\(place.x + reach) \(place.y) \(x - reach) \(y) \(x) \(y)"
    }
    for pass in layout.passes(ofLink: number) {
      bend(to: pass.x, pass.y)
      path += "H\(pass.x + pass.width)"
      place = (pass.x + pass.width, pass.y)
    }
    bend(to: to.x - tip, to.middle)
    return #"<path class="\#(link.mark.rawValue)" d="\#(path)"/>"#
      + #"<path class="tip" d="M\#(to.x) \#(to.middle)l-8 -4v8z"/>"# + "\n"
  }

  private static func box(_ box: Layout.Box) -> String {
    let mark = box.node.mark
    let sign = mark.sign.map { #"<tspan class="mark">\#($0) </tspan>"# } ?? ""
    let note = mark == .same ? "" : ", \(mark.rawValue)"
    return #"<g class="\#(mark.rawValue)"><title>\#(Markup.escaped(box.node.name))\#(note)</title>"#
      + #"<rect x="\#(box.x)" y="\#(box.y)" width="\#(box.width)" height="\#(Layout.boxHeight)" rx="6"/>"#
      + #"<text x="\#(box.x + box.width / 2)" y="\#(box.y + 23)">\#(sign)\#(Markup.escaped(box.label))</text></g>"#
      + "\n"
  }
}

extension Drawing.Mark {
  /// So that nothing is told by colour alone.
  var sign: String? {
    switch self {
    case .same: nil
    case .added: "+"
    case .changed: "~"
    case .removed: "−"
    }
  }
}
