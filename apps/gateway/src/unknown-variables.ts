import { distance } from 'fastest-levenshtein';

/** Names that begin so are meant for the gateway. */
const OUR_PREFIXES = /^(GETSALES|UPSTREAM|SMALL_COLLECTION|OPERATION|SHUTDOWN|KEEP_ALIVE|TRUSTED|GRAPH_NAME)_/;
/** `PATH` is as near to `PORT`: shorter names resemble each other by chance. */
const SHORTEST = 8;
const MAX_DISTANCE = 2;

/** Variables that the gateway does not read but that resemble one it reads, each with what was probably meant. */
export function findMisspelled(given: Iterable<string>, known: readonly string[]): { name: string; meant: string }[] {
  return [...given].flatMap((name) => {
    if (known.includes(name) || known.includes(name.replace(/_FILE$/, ''))) return [];
    const upperCase = name.toUpperCase();
    const [meant] = known.toSorted((a, b) => distance(a, upperCase) - distance(b, upperCase));
    if (meant === undefined) return [];
    const isNear = upperCase.length >= SHORTEST && distance(meant, upperCase) <= MAX_DISTANCE;
    return isNear || OUR_PREFIXES.test(upperCase) ? [{ name, meant }] : [];
  });
}
