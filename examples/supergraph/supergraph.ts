import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

/** One subgraph, as the composer needs it. */
export interface Subgraph {
  name: string;
  /** Address at which the router reaches it. */
  url: string;
  sdl: string;
}

/** Composes the SDL of the supergraph. @throws with every reason if the subgraphs do not compose. */
export function composeSupergraph(subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors = [] } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Asks a running subgraph for its SDL. */
export async function askSdl(url: string): Promise<string> {
  const query = encodeURIComponent('{ _service { sdl } }');
  const response = await fetch(`${url}?query=${query}`);
  const { data } = (await response.json()) as { data: { _service: { sdl: string } } };
  return data._service.sdl;
}
