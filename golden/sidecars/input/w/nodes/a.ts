export default async () => {
  const response = await fetch("http://localhost:9000/render", { method: "POST", body: "# hello" });
  await Deno.writeTextFile("/shared/page.html", await response.text());
  return { written: "/shared/page.html" };
};
