import a from "./data.json";
import b from "./data.json" assert { type: "json" };
import c from "./broken.json" with { type: "json" };
import d from "./page.html";
import e from "./page.html" with { type: "text" };
import f from "./page.html" with { type: "html" };
export default () => [a, b, c, d, e, f];
