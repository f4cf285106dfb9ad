import {
  type FieldNode,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql';

/** Whether the query selects one of `names` at `path` below the field being resolved. */
export function selects(info: GraphQLResolveInfo, names: readonly string[], path: readonly string[] = []): boolean {
  let fields: readonly FieldNode[] = info.fieldNodes;
  for (const step of path) fields = subfields(fields, info).filter((field) => field.name.value === step);
  return subfields(fields, info).some((field) => names.includes(field.name.value));
}

function subfields(fields: readonly FieldNode[], info: GraphQLResolveInfo): FieldNode[] {
  return fields.flatMap((field) => fieldsIn(field.selectionSet?.selections ?? [], info));
}

function fieldsIn(selections: readonly SelectionNode[], info: GraphQLResolveInfo): FieldNode[] {
  return selections.flatMap((selection) => {
    if (!isIncluded(selection, info)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return fieldsIn(fragment?.selectionSet.selections ?? [], info);
  });
}

function isIncluded(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  const condition = (directive: GraphQLDirective) => getDirectiveValues(directive, selection, variableValues)?.['if'];
  return condition(GraphQLSkipDirective) !== true && condition(GraphQLIncludeDirective) !== false;
}
