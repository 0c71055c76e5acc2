import { type Answer, fromJson, fromTriples } from "./answer";
import { form } from "./tokens";

/** A problem details response (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly title: string,
    detail: string,
    readonly line: number | null = null,
    readonly column: number | null = null,
  ) {
    super(detail);
  }
}

export interface Asked {
  answer: Answer;
  seconds: number;
  bytes: number;
}

/** Limit in bytes of a result in the page; a download has no such limit. */
export const MOST_BYTES = 24 * 1024 * 1024;
/** Limit of the URL length; a longer query is sent with POST. */
const LONGEST_ADDRESS = 6000;

export function isGraph(query: string): boolean {
  return ["CONSTRUCT", "DESCRIBE"].includes(form(query));
}

/** Runs a query; aborting `signal` also cancels it in the service. */
export async function ask(query: string, signal: AbortSignal, progress: (bytes: number) => void): Promise<Asked> {
  const started = performance.now();
  const graph = isGraph(query);
  const headers = { Accept: graph ? "application/n-triples" : "application/sparql-results+json" };
  const body = new URLSearchParams({ query });
  const address = `/sparql?${body}`;
  const response = await (address.length < LONGEST_ADDRESS ? fetch(address, { headers, signal }) : fetch("/sparql", { method: "POST", headers, body, signal }));
  if (!response.ok) throw await problem(response);
  const { text, bytes } = await read(response, progress);
  return { answer: graph ? fromTriples(text) : fromJson(text), seconds: (performance.now() - started) / 1000, bytes };
}

async function read(response: Response, progress: (bytes: number) => void): Promise<{ text: string; bytes: number }> {
  const reader = response.body?.getReader();
  const parts: string[] = [];
  const decoder = new TextDecoder();
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Refused("Too much for a page", `The answer has more than ${megabytes(MOST_BYTES)}. Download it below, or ask for less with LIMIT.`);
    }
    parts.push(decoder.decode(value, { stream: true }));
    progress(bytes);
  }
  return { text: parts.join("") + decoder.decode(), bytes };
}

async function problem(response: Response): Promise<Refused> {
  try {
    const given = (await response.json()) as { title?: string; detail?: string; line?: number; column?: number };
    return new Refused(given.title ?? "The query was refused", given.detail ?? "", given.line ?? null, given.column ?? null);
  } catch {
    return new Refused("The query was refused", `The service answered ${response.status}.`);
  }
}

export function megabytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} KB`;
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MB`;
}
