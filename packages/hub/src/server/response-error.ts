import { AccessDeniedError } from "../errors/access-denied-error.ts";
import { BadResponseError } from "../errors/bad-response-error.ts";
import { EntryNotFoundError } from "../errors/entry-not-found-error.ts";
import type { HubError } from "../errors/hub-error.ts";
import { RepositoryNotFoundError } from "../errors/repository-not-found-error.ts";
import { RevisionNotFoundError } from "../errors/revision-not-found-error.ts";
import type { Repo } from "../repo.ts";
import type { Connection } from "./connection.ts";

/** What was asked for. */
export interface Asked {
  readonly repo: Repo;
  readonly revision: string;
  readonly file?: string;
}

/** The error that an answer other than success is, by the hub's status and its X-Error-Code. */
export function responseError(
  { status, headers }: Pick<Response, "status" | "headers">,
  { repo, revision, file }: Asked,
  { endpoint, token }: Pick<Connection, "endpoint" | "token">,
): HubError {
  const { host } = new URL(endpoint);
  const code = headers.get("x-error-code");
  const said = headers.get("x-error-message");
  const page = `${endpoint}/${repo.type === "dataset" ? "datasets/" : ""}${repo.id}`;
  const withToken =
    token === null ? "set HF_TOKEN to a token of your account" : "the token that was sent does not open it";
  if (code === "GatedRepo") {
    return new AccessDeniedError(`${repo.id} is gated: accept its terms at ${page}, and ${withToken}`);
  }
  if (code === "RevisionNotFound") return new RevisionNotFoundError(`${repo.id} has no revision ${revision}`);
  if (code === "EntryNotFound") return new EntryNotFoundError(`${repo.id} has no file ${file} at ${revision}`);
  // Without a token the hub answers 401 for what is not there, too.
  if (code === "RepoNotFound" || (status === 401 && token === null) || (status === 404 && file === undefined)) {
    const otherwise = token === null ? "if it is private, set HF_TOKEN to a token that may read it" : withToken;
    return new RepositoryNotFoundError(`${host} has no ${repo.type} ${repo.id}: check the name; ${otherwise}`);
  }
  if (status === 401)
    return new AccessDeniedError(`${host} does not accept the token: set HF_TOKEN to one that is valid`);
  if (status === 403) return new AccessDeniedError(`${repo.id} may not be read: ${said ?? withToken}`);
  if (status === 404) return new EntryNotFoundError(`${repo.id} has no file ${file} at ${revision}`);
  const what = said === null ? "" : `: ${said.slice(0, 200)}`;
  return new BadResponseError(`${host} answers ${status} for ${file ?? repo.id}${what}`, {
    status,
    retryAfter: secondsOf(headers.get("retry-after")),
  });
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
