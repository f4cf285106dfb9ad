import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';

const pluginName = 'annotations';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      [pluginName]: BasePlugin<Types>;
    }
  }
}

/** What routers count for a root field: a request to GetSales, in hundredths. Any object counts as one, as a row of a hundred does. */
const REQUEST = 100;

/** Connections are paged by either; a page has 20 rows unless it says otherwise. */
const PAGE = {
  slicingArguments: ['first', 'last'],
  sizedFields: ['edges', 'nodes'],
  assumedSize: 20,
  requireOneSlicingArgument: false,
};

/** Fields with what people write, and where they are reached. */
const PERSONAL =
  /^(text|subject|body|content|customContent|snippet|note|cc|bcc|emails?|\w+Emails?|phone|\w*[pP]hone(Number)?s?)$/;

/**
 * Says what routers and contracts go by, for every field alike: `@cost` of root fields, `@listSize` of connections, and
 * `@tag(name: "pii")` of text, e-mail addresses and phone numbers.
 */
class AnnotationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const isRoot = ['Query', 'Mutation', 'Subscription'].includes(config.kind);
    const { type } = config;
    const text = type.kind === 'List' ? type.type : type;
    const isText =
      text.kind === 'Scalar' &&
      typeof text.ref === 'object' &&
      'name' in text.ref &&
      ['String', 'JSON'].includes(String(text.ref['name']));
    const annotations = {
      ...(isRoot && { cost: REQUEST }),
      ...('first' in config.args && { listSize: PAGE }),
      ...(isText && PERSONAL.test(config.name) && { tag: 'pii' }),
    };
    return Object.assign({}, config, { pothosOptions: { ...annotations, ...config.pothosOptions } });
  }
}

SchemaBuilder.registerPlugin(pluginName, AnnotationPlugin);

export default pluginName;
