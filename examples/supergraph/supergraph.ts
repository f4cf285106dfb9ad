import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

/** One subgraph as a composer takes it. */
export interface Subgraph {
  name: string;
  /** Where the router asks it. */
  url: string;
  sdl: string;
}

/** The SDL of the whole graph. @throws when the subgraphs do not fit together, with every reason. */
export function composeSupergraph(subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors = [] } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** What a running subgraph says of itself. */
export async function askSdl(url: string): Promise<string> {
  const query = encodeURIComponent('{ _service { sdl } }');
  const response = await fetch(`${url}?query=${query}`);
  const { data } = (await response.json()) as { data: { _service: { sdl: string } } };
  return data._service.sdl;
}
