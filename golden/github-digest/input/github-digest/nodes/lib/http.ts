const LONGEST_REASON = 300;

/** The error for an answer that is not the one asked for, with the reason that its body gives. */
export async function refusal(service: string, response: Response): Promise<Error> {
  const reason = reasonIn(await response.text()).replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON);
  return new Error(`${service} answered HTTP ${response.status}${reason ? `: ${reason}` : ""}`);
}

/** Most APIs answer `{"message": …}` or `{"error": {"message": …}}`; a proxy before them may answer anything. */
function reasonIn(body: string): string {
  try {
    const value = JSON.parse(body);
    const message: unknown = value?.message ?? value?.error?.message;
    return typeof message === "string" ? message : body;
  } catch {
    return body;
  }
}
