import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses introspection, and leaves out of errors which names exist. The SDL for routers is still served. */
export function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((...args) => validateFn(...args).map(withoutSuggestions));
    },
  };
}

function withoutSuggestions(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error;
  const plain = message.replace(/ Did you mean .*\?$/s, '');
  if (plain === message) return error;
  return new GraphQLError(plain, { nodes, source, positions, path, originalError, extensions });
}
