/** The names of a resource in each place. */
export interface Names {
  /** `task-comment`, `task-comments`: files. */
  singular: string;
  plural: string;
  /** `taskComments`: the resource in the client and the world. */
  resource: string;
  /** `TaskComment`: a row as the upstream sends it. */
  wire: string;
  /** `LeadTaskComment`: the GraphQL type. Its file is named after it. */
  type: string;
  /** `leadTaskComment`, `leadTaskComments`: the queries. A type's prefix `GetSales` is left out. */
  field: string;
  connection: string;
  /** `task comment`, `task comments`: prose. */
  one: string;
  many: string;
}

/** @throws for a name that is not kebab-case. */
export function toNames(singular: string, type = `Lead${toPascal(singular)}`): Names {
  if (!/^[a-z]+(-[a-z]+)*$/.test(singular))
    throw new Error(`A resource is named in kebab-case and singular, not "${singular}"`);
  const plural = toPlural(singular);
  const field = toCamel(toKebab(type.replace(/^GetSales/, '')));
  return {
    singular,
    plural,
    resource: toCamel(plural),
    wire: toPascal(singular),
    type,
    field,
    connection: toPlural(field),
    one: singular.replaceAll('-', ' '),
    many: plural.replaceAll('-', ' '),
  };
}

/** `first_name` and `first-name` to `firstName`. */
export function toCamel(name: string): string {
  return name.replace(/[_-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toPascal(name: string): string {
  const camel = toCamel(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** `LeadNote` to `lead-note`. */
export function toKebab(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function toPlural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `A` or `An`, as the noun begins. */
export function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'An' : 'A';
}
