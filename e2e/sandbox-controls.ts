interface LoggedRequest {
  method: string;
  path: string;
  /** null until it is answered. */
  status: number | null;
}

/** What the sandbox at `url` has been asked so far: `GET /leads/api/leads`. */
export async function upstreamRequests(url: string): Promise<string[]> {
  return (await loggedRequests(url)).map(({ method, path }) => `${method} ${path}`);
}

export async function loggedRequests(url: string): Promise<LoggedRequest[]> {
  const response = await fetch(`${url}/_sandbox/requests`);
  const { requests } = (await response.json()) as { requests: LoggedRequest[] };
  return requests;
}

/** Moves the sandbox's time on. */
export async function advance(url: string, ms: number): Promise<void> {
  await send(`${url}/_sandbox/clock/advance`, { ms });
}

/** Has the sandbox at `url` answer wrongly from now on. */
export async function addFault(url: string, fault: object): Promise<void> {
  await send(`${url}/_sandbox/faults`, fault);
}

/** Has the sandbox at `url` speak otherwise from now on. */
export async function setDialect(url: string, change: object): Promise<void> {
  await send(`${url}/_sandbox/dialect`, change, 'PATCH');
}

async function send(url: string, body: object, method = 'POST'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}
