/** What the sandbox at `url` has been asked so far: `GET /leads/api/leads`. */
export async function upstreamRequests(url: string): Promise<string[]> {
  const response = await fetch(`${url}/_sandbox/requests`);
  const { requests } = (await response.json()) as { requests: { method: string; path: string }[] };
  return requests.map(({ method, path }) => `${method} ${path}`);
}

/** Has the sandbox at `url` answer wrongly from now on. */
export async function addFault(url: string, fault: object): Promise<void> {
  const response = await fetch(`${url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(await response.text());
}
