/** Names that a label has at most. A name is a caller's free text, and each one costs a time series per code. */
const MAX_NAMES = 200;
const MAX_LENGTH = 64;

/** Bounds the names of operations: the first ones that ran without an error keep theirs, all others are `other`. */
export function createOperationNames() {
  const names = new Set<string>();
  return (name: string | undefined, isGood: boolean): string => {
    if (name === undefined) return 'anonymous';
    if (names.has(name)) return name;
    if (!isGood || names.size >= MAX_NAMES || name.length > MAX_LENGTH) return 'other';
    names.add(name);
    return name;
  };
}
