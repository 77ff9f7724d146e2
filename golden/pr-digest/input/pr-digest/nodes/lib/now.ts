/** The moment that a run is about: `now` of its input, so that a run can be repeated, else the clock's. */
export function moment(input: unknown): Date {
  const given = typeof input === "object" && input !== null && "now" in input ? input.now : undefined;
  if (given === undefined) return new Date();
  const date = typeof given === "string" && /^\d{4}-\d\d-\d\dT/.test(given) ? new Date(given) : null;
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw new Error(`input.now is ${JSON.stringify(given)}; expected a time like 2025-01-31T09:00:00Z`);
}
