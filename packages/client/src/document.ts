import { type DocumentNode, print } from '@0no-co/graphql.web';
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './introspection.ts';

/**
 * Turns the text of an operation or fragment into a document whose data and variables are typed by the gateway's schema. The types are
 * inferred: nothing is generated.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; JSON: unknown; ID: string };
}>();

/** What is sent of a document, as compilers such as Relay's make it. */
export interface Operation<Data = unknown, Variables = object> {
  readonly text: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  __apiType?(variables: Variables): Data;
}

/** A document with the types of its data and variables, as `graphql`, GraphQL Code Generator and gql.tada make them; or an operation. */
export type TypedDocument<Data, Variables> =
  | Operation<Data, Variables>
  | {
      readonly kind: DocumentNode['kind'];
      readonly definitions: DocumentNode['definitions'];
      __apiType?(variables: Variables): Data;
    };

const operations = new WeakMap<object, Operation>();

/** The text and the kind of the one operation in a document. */
export function toOperation(document: Operation | Pick<DocumentNode, 'kind' | 'definitions'>): Operation {
  if ('text' in document) return document;
  const known = operations.get(document);
  if (known) return known;
  const [definition] = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
  if (definition === undefined || !('operation' in definition)) throw new TypeError('The document has no operation.');
  const operation = { text: print(document), kind: definition.operation };
  operations.set(document, operation);
  return operation;
}
