import GraphDrawing

/// The style of the page: readable in light and dark, on paper of phone width, and by keyboard.
enum HTMLStyle {
  static let text = page + code + narrow + SVGDrawing.style

  private static let page = """
    :root{color-scheme:light dark;--ink:#1f2328;--faint:#59636e;--ground:#fff;--raised:#f6f8fa;--line:#d1d9e0;\
    --link:#0969da;--add:#dafbe1;--del:#ffebe9;--high:#d1242f;--medium:#9a6700;--low:#59636e;--k:#cf222e;\
    --s:#0a3069;--n:#0550ae;--f:#6639ba;--t:#953800;--p:#116329}
    @media (prefers-color-scheme:dark){:root{--ink:#f0f6fc;--faint:#9198a1;--ground:#0d1117;--raised:#151b23;\
    --line:#3d444d;--link:#4493f8;--add:#12361f;--del:#4b1113;--high:#f85149;--medium:#d29922;--low:#9198a1;\
    --k:#ff7b72;--s:#a5d6ff;--n:#79c0ff;--f:#d2a8ff;--t:#ffa657;--p:#7ee787}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:84rem;padding:1rem;background:var(--ground);color:var(--ink);\
    font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
    h1{font-size:1.5rem}h2{font-size:1.2rem;margin:0;display:inline}h3{font-size:1rem;margin:1.2rem 0 .4rem}
    a{color:var(--link)}code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.85rem}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-99rem}.skip:focus{position:static}
    .faint{color:var(--faint)}
    table{border-collapse:collapse;width:100%}
    .summary td,.summary th,.fields td,.fields th{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;\
    vertical-align:top}
    .summary th,.fields th{background:var(--raised);overflow-wrap:normal;white-space:nowrap}
    details{border:1px solid var(--line);border-radius:6px;margin:1rem 0;padding:.5rem .8rem}
    details details{margin:.5rem 0}
    summary{cursor:pointer}
    .risks{list-style:none;padding:0}.risks li{border-left:4px solid var(--low);padding-left:.6rem;margin:.3rem 0}
    .risks .high{border-color:var(--high)}.risks .medium{border-color:var(--medium)}
    .risks b{text-transform:uppercase;font-size:.75rem}
    .risks .high b{color:var(--high)}.risks .medium b{color:var(--medium)}
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px;background:var(--ground)}
    .scroll svg{display:block}
    .time{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:0}
    .time li{max-width:100%;border:1px solid var(--line);border-radius:6px;padding:.2rem .6rem;background:var(--raised)}
    .time .live{border:2px solid var(--p)}.time .gone{text-decoration:line-through;color:var(--faint)}
    .time small{display:block;color:var(--faint);text-decoration:none}

    """

  private static let code = """
    .side{table-layout:fixed;border-top:1px solid var(--line)}
    .side td{padding:0 .4rem;vertical-align:top;font-family:ui-monospace,SFMono-Regular,Menlo,monospace;\
    font-size:.8rem;line-height:1.45}
    .side .no{width:3.5rem;text-align:right;color:var(--faint);user-select:none}
    .side .tx{white-space:pre-wrap;overflow-wrap:anywhere}
    .side .del{background:var(--del)}.side .add{background:var(--add)}
    .side .void{background:var(--raised)}
    .side .at td{background:var(--raised);color:var(--faint)}
    .tx .k{color:var(--k)}.tx .s{color:var(--s)}.tx .c{color:var(--faint);font-style:italic}.tx .n{color:var(--n)}
    .tx .f{color:var(--f)}.tx .t{color:var(--t)}.tx .p{color:var(--p)}

    """

  /// One column of code, and tables whose cells stand below each other.
  private static let narrow = """
    @media (max-width:700px){
    body{padding:.6rem;font-size:15px}
    .summary thead,.fields thead{position:absolute;left:-99rem}
    .summary tr,.fields tr{display:block;border:1px solid var(--line);border-radius:6px;margin:.5rem 0}
    .summary td,.fields td{display:block;border:0;padding:.15rem .6rem}
    .summary td[data-name]::before,.fields td[data-name]::before{content:attr(data-name) ": ";color:var(--faint)}
    details{padding:.4rem}
    .side,.side tbody{display:block}.side tr{display:grid;grid-template-columns:2.8rem minmax(0,1fr)}
    .side .kept .old,.side .void{display:none}.side .at{display:block}
    .side .no{width:auto}}

    """
}
