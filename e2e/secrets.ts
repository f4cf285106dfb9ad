import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from './program.ts';

export interface Place {
  upstreamUrl: string;
  apiKey: string;
  /** Where the gateways keep their files. */
  folder: string;
}

/** @throws where a gateway has printed or stored the API key, or the text of a message. */
export async function refuseSecrets(gateways: readonly Program[], { upstreamUrl, apiKey, folder }: Place) {
  const secrets = [apiKey, ...(await latestTexts(upstreamUrl, apiKey))];
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  for (const content of [...gateways.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...files]) {
    const found = secrets.find((secret) => content.includes(secret));
    if (found !== undefined) throw new Error(`A gateway has printed or stored ${JSON.stringify(found)}`);
  }
}

/** None where the test has ended the sandbox. */
async function latestTexts(upstreamUrl: string, apiKey: string): Promise<string[]> {
  const query = 'limit=100&order_field=created_at&order_type=desc';
  const response = await fetch(`${upstreamUrl}/flows/api/linkedin-messages?${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  }).catch(() => undefined);
  if (!response?.ok) return [];
  const { data } = (await response.json()) as { data: { text: string | null }[] };
  return data.flatMap(({ text }) => (text !== null && text.length >= 8 ? text : []));
}
