const own = await Deno.readTextFile(new URL("data.json", import.meta.url));
const test = await Deno.readTextFile(new URL("./tests/rows.json", import.meta.url));
const up = await Deno.readTextFile(new URL("../../shared.json", import.meta.url));
const host = await Deno.readTextFile(new URL("/etc/hosts", import.meta.url));
const place = import.meta.resolve("./.env");
const folder = [...Deno.readDirSync(new URL("./lib", import.meta.url))];
const page = new URL("https://example.com/", import.meta.url);
export default () => [own, test, up, host, place, folder, page];
