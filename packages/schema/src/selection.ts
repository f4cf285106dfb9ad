import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';

/** The field nodes selected below a field, through all fragments, by name. */
type Subfields = ReadonlyMap<string, readonly FieldNode[]>;

/** One collection under way. */
interface Collecting {
  info: GraphQLResolveInfo;
  /** Type of the object; only fragments that apply to it count. Undefined where the field's own type is concrete. */
  typename: string | undefined;
  found: Map<string, FieldNode[]>;
  /** Fragments that were entered. Each is entered once, so the work is linear in the document's size. */
  entered: Set<string>;
  /** Whether the result is the same for all variables. */
  isFixed: boolean;
}

/** Subfields that depend on the document alone. */
const fixed = new WeakMap<FieldNode, Subfields>();
/** Subfields that depend on variables or types, by the field nodes of one execution. */
const ofExecution = new WeakMap<readonly FieldNode[], Map<string, Subfields>>();

const IDS: ReadonlySet<string> = new Set(['id', 'uuid', '__typename']);

/** Whether the query selects one of `names` at `path` below the field being resolved. */
export function selects(info: GraphQLResolveInfo, names: readonly string[], path: readonly string[] = []): boolean {
  let fields = info.fieldNodes;
  let at = '';
  for (const step of path) {
    fields = subfieldsOf(fields, info, at).get(step) ?? [];
    at = `${at}.${step}`;
  }
  const below = subfieldsOf(fields, info, at);
  return names.some((name) => below.has(name));
}

/**
 * Whether the query selects nothing but ids of the object being resolved: `id`, `uuid` and `__typename`.
 *
 * @param typename Type of the object, where the field's own type is abstract.
 */
export function selectsOnlyIds(info: GraphQLResolveInfo, typename?: string): boolean {
  for (const name of subfieldsOf(info.fieldNodes, info, '', typename).keys()) {
    if (!IDS.has(name)) return false;
  }
  return true;
}

function subfieldsOf(fields: readonly FieldNode[], info: GraphQLResolveInfo, at: string, typename?: string): Subfields {
  const only = fields.length === 1 && typename === undefined ? fields[0] : undefined;
  const ofDocument = only && fixed.get(only);
  if (ofDocument) return ofDocument;
  const key = `${at} ${typename ?? ''}`;
  const remembered = ofExecution.get(info.fieldNodes) ?? new Map<string, Subfields>();
  const known = remembered.get(key);
  if (known) return known;
  const collecting: Collecting = { info, typename, found: new Map(), entered: new Set(), isFixed: true };
  for (const field of fields) collect(field.selectionSet?.selections ?? [], collecting);
  const { found, isFixed } = collecting;
  if (only && isFixed) fixed.set(only, found);
  else ofExecution.set(info.fieldNodes, remembered.set(key, found));
  return found;
}

function collect(selections: readonly SelectionNode[], collecting: Collecting): void {
  const { info, found, entered } = collecting;
  for (const selection of selections) {
    if (selection.directives?.length) collecting.isFixed = false;
    if (!isIncluded(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const same = found.get(name);
      if (same) same.push(selection);
      else found.set(name, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (applies(selection, collecting)) collect(selection.selectionSet.selections, collecting);
    } else if (!entered.has(selection.name.value)) {
      entered.add(selection.name.value);
      const fragment = info.fragments[selection.name.value];
      if (fragment && applies(fragment, collecting)) collect(fragment.selectionSet.selections, collecting);
    }
  }
}

function applies(
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
  { info: { schema }, typename }: Collecting,
): boolean {
  if (typename === undefined || !typeCondition || typeCondition.name.value === typename) return true;
  const [condition, type] = [schema.getType(typeCondition.name.value), schema.getType(typename)];
  return isAbstractType(condition) && isObjectType(type) && schema.isSubType(condition, type);
}

function isIncluded(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (!selection.directives?.length) return true;
  const condition = (directive: GraphQLDirective) => getDirectiveValues(directive, selection, variableValues)?.['if'];
  return condition(GraphQLSkipDirective) !== true && condition(GraphQLIncludeDirective) !== false;
}
