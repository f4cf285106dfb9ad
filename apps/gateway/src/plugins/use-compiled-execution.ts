import {
  BREAK,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  getOperationAST,
  visit,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { compileQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';

type Compiled = ReturnType<typeof compileQuery>;

/** Executes operations as code that is made once for each, and kept for as long as Yoga keeps the document. */
export function useCompiledExecution(): Plugin {
  const byDocument = new WeakMap<DocumentNode, Map<string, Compiled>>();

  function compiledFor({ schema, document, operationName }: ExecutionArgs): Compiled {
    const byName = byDocument.get(document) ?? new Map<string, Compiled>();
    byDocument.set(document, byName);
    const name = operationName ?? '';
    const compiled = byName.get(name) ?? compileQuery(schema, document, operationName ?? undefined);
    byName.set(name, compiled);
    return compiled;
  }

  async function execute(args: ExecutionArgs): Promise<ExecutionResult<unknown>> {
    // The library's own words for variables that do not fit leave out what a scalar says of them.
    const errors = variableErrors(args);
    if (errors !== undefined) return { errors };
    const compiled = compiledFor(args);
    if (!('query' in compiled)) return compiled;
    const result = await compiled.query(args.rootValue, args.contextValue, args.variableValues);
    return result.errors ? { ...result, errors: result.errors.map((error) => located(error, args.document)) } : result;
  }

  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(execute);
    },
  };
}

function variableErrors({ schema, document, operationName, variableValues }: ExecutionArgs) {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return getVariableValues(schema, definitions, { ...variableValues }).errors;
}

/** The error as graphql-js makes it: with its extensions, and with nodes to tell its locations by. */
function located({ message, path, locations = [], originalError }: GraphQLError, document: DocumentNode): GraphQLError {
  const nodes = locations.flatMap((location) => fieldAt(location, document) ?? []);
  return new GraphQLError(message, { nodes, path, originalError });
}

function fieldAt({ line, column }: { line: number; column: number }, document: DocumentNode): FieldNode | undefined {
  let found: FieldNode | undefined;
  visit(document, {
    Field(node) {
      const start = node.loc?.startToken;
      if (start?.line !== line || start.column !== column) return undefined;
      found = node;
      return BREAK;
    },
  });
  return found;
}
