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

/** The fields selected below a field, through all fragments. */
interface Subfields {
  fields: FieldNode[];
  /** Whether they are the same for all variables. */
  isFixed: boolean;
}

/** Found once for each document. */
const fixed = new WeakMap<FieldNode, readonly FieldNode[]>();

/** Whether the query selects one of `names` at `path` below the field being resolved. */
export function selects(info: GraphQLResolveInfo, names: readonly string[], path: readonly string[] = []): boolean {
  let fields: readonly FieldNode[] = info.fieldNodes;
  for (const step of path) {
    fields = fields.flatMap((field) => subfields(field, info).filter(({ name }) => name.value === step));
  }
  return fields.some((field) => subfields(field, info).some(({ name }) => names.includes(name.value)));
}

function subfields(field: FieldNode, info: GraphQLResolveInfo): readonly FieldNode[] {
  const known = fixed.get(field);
  if (known !== undefined) return known;
  const found: Subfields = { fields: [], isFixed: true };
  collect(field.selectionSet?.selections ?? [], info, found);
  if (found.isFixed) fixed.set(field, found.fields);
  return found.fields;
}

function collect(selections: readonly SelectionNode[], info: GraphQLResolveInfo, found: Subfields): void {
  for (const selection of selections) {
    if (selection.directives?.length) found.isFixed = false;
    if (!isIncluded(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      found.fields.push(selection);
    } else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
      collect(fragment?.selectionSet.selections ?? [], info, found);
    }
  }
}

function isIncluded(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (!selection.directives?.length) return true;
  const condition = (directive: GraphQLDirective) => getDirectiveValues(directive, selection, variableValues)?.['if'];
  return condition(GraphQLSkipDirective) !== true && condition(GraphQLIncludeDirective) !== false;
}
