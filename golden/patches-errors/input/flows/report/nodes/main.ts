export default async () => ({ made: "report" });
