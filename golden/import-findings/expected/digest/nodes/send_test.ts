Deno.test("send", () => {});
