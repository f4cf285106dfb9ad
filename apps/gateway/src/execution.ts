import { refuse } from '@getsales-gateway/schema';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
  type VariableDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestNotes } from './context.ts';
import { subscribeAfresh } from './events.ts';

/** A nullable variable in a non-null position, which validation allows when the variable or the position has a default. */
interface NonNullUse {
  name: string;
  /** Whether it is null when the request does not send it: a field of a `@oneOf` input has no default. */
  isNullWhenAbsent: boolean;
}

const usesOf = new WeakMap<OperationDefinitionNode, readonly NonNullUse[]>();

/**
 * Executes by graphql-js. Yoga's own executor takes a seventh longer for each row, for `@defer` and `@stream`, which this schema
 * does not have. Refuses null variables in non-null positions first: graphql-js finds them only when it reaches the field.
 */
export function useExecution(): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecute({ args, context, setExecuteFn, setResultAndStopExecution }) {
      const refusal = refuseNulls(args.schema, args.document, context.operation, args.variableValues);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
      const { operation, ended } = context;
      const isQuery = operation?.operation === 'query' && ended !== undefined;
      setExecuteFn(isQuery ? (given: ExecutionArgs) => executeUntil(given, ended) : executeWrites);
    },
    onSubscribe({ args, context, setSubscribeFn, setResultAndStopExecution }) {
      const refusal = refuseNulls(args.schema, args.document, context.operation, args.variableValues);
      const unasked = refusal ?? refuseMediaType(context);
      if (unasked) return setResultAndStopExecution({ errors: [unasked] });
      setSubscribeFn((given: ExecutionArgs) => subscribeAfresh(given, context));
    },
  };
}

/** Answers with the error that ends a query early: what its other fields have by then is dropped. */
async function executeUntil(args: ExecutionArgs, ended: Promise<GraphQLError>): Promise<ExecutionResult> {
  return Promise.race([execute(args), ended.then((error) => ({ data: null, errors: [error] }))]);
}

/** Executes a mutation to its end, since the answer says what was written. An error that many fields share is told once. */
async function executeWrites(args: ExecutionArgs): Promise<ExecutionResult> {
  const { errors, ...result } = await execute(args);
  return errors ? { ...result, errors: [...new Set(errors)] } : result;
}

/** Over HTTP events are sent as a stream. Refused before anything is asked. */
function refuseMediaType({ res, req }: RequestNotes): GraphQLError | undefined {
  if (res === undefined || /\btext\/event-stream\b/.test(req.headers.accept ?? '')) return undefined;
  const http = { status: 406, spec: false };
  return refuse('BAD_USER_INPUT', 'Accept text/event-stream for a subscription, or use a WebSocket.', { http });
}

function refuseNulls(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode | undefined,
  variables: Readonly<Record<string, unknown>> | undefined | null,
): GraphQLError | undefined {
  if (!operation?.variableDefinitions?.length) return undefined;
  let uses = usesOf.get(operation);
  if (uses === undefined) {
    uses = findNonNullUses(schema, document, operation);
    usesOf.set(operation, uses);
  }
  const misused = uses.find(({ name, isNullWhenAbsent }) => {
    const value = variables?.[name];
    return value === null || (value === undefined && isNullWhenAbsent);
  });
  if (misused === undefined) return undefined;
  const message = `Variable "$${misused.name}" is null where a value must be.`;
  return refuse('BAD_USER_INPUT', message, { http: { status: 400, spec: true } });
}

function findNonNullUses(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): NonNullUse[] {
  const definitions = new Map(operation.variableDefinitions?.map((each) => [each.variable.name.value, each]));
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => {});
  return context.getRecursiveVariableUsages(operation).flatMap(({ node, type, defaultValue, parentType }) => {
    const name = node.name.value;
    const definition = definitions.get(name);
    if (definition === undefined || definition.type.kind === Kind.NON_NULL_TYPE) return [];
    // graphql-js does not unwrap `!` here, so that its own rule for `@oneOf` misses such variables.
    const parent = getNullableType(parentType);
    const isOneOf = isInputObjectType(parent) && parent.isOneOf;
    if (!isOneOf && !isNonNullType(type)) return [];
    return [{ name, isNullWhenAbsent: !hasDefault(definition) && defaultValue === undefined }];
  });
}

function hasDefault({ defaultValue }: VariableDefinitionNode): boolean {
  return defaultValue !== undefined && defaultValue.kind !== Kind.NULL;
}
